{"stdin": "x"}
