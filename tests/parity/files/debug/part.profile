env:
  - name: A
    value: b
resources:
  limits:
    cpu: 1000m
securityContext:
  runAsUser: 0
  capabilities:
    add: [NET_ADMIN]
args: [x, z]
absent: 1
