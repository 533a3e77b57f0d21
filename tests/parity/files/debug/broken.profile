{"env": [
