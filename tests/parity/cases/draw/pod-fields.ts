/** Fields of a pod that few pods have. */
export const podFields = [
  { hostNetwork: true },
  {
    dnsPolicy: 'None',
    dnsConfig: { nameservers: ['1.1.1.1'], options: [{ name: 'ndots', value: '2' }] },
  },
  { nodeSelector: { 'kubernetes.io/os': 'linux', a: 'b' } },
  { nodeName: 'maillage-worker' },
  { priorityClassName: 'system-node-critical' },
  { serviceAccountName: 'default', automountServiceAccountToken: false },
  { terminationGracePeriodSeconds: 5 },
  { activeDeadlineSeconds: 600 },
  { readinessGates: [{ conditionType: 'example.com/ready' }] },
  { hostAliases: [{ ip: '10.1.2.3', hostnames: ['a', 'b'] }] },
  { imagePullSecrets: [{ name: 'pull' }] },
  { schedulingGates: [{ name: 'example.com/gate' }] },
  {
    securityContext: {
      runAsUser: 1000,
      fsGroup: 2000,
      sysctls: [{ name: 'net.ipv4.ip_local_port_range', value: '1024 65000' }],
    },
  },
  {
    tolerations: [
      { key: 'a', operator: 'Exists', effect: 'NoSchedule' },
      { key: 'b', operator: 'Equal', value: 'c', effect: 'NoExecute', tolerationSeconds: 60 },
      { operator: 'Exists' },
    ],
  },
  {
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: { app: 'rich' } },
      },
    ],
  },
  {
    affinity: {
      nodeAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 1,
            preference: { matchExpressions: [{ key: 'a', operator: 'In', values: ['b', 'c'] }] },
          },
        ],
      },
    },
  },
  { shareProcessNamespace: true },
  { hostname: 'h', subdomain: 's' },
  { enableServiceLinks: false },
];

const readyProbe = {
  initialDelaySeconds: 3,
  timeoutSeconds: 2,
  periodSeconds: 7,
  successThreshold: 1,
  failureThreshold: 5,
};

/** Fields of a container that few containers have. */
export const containerFields = [
  { command: ['sh', '-c', 'echo "a b"; sleep 3600'] },
  { args: ['--flag', 'a b', 'line\nbreak'] },
  { ports: [{ containerPort: 80 }, { name: 'dns', containerPort: 53, protocol: 'UDP' }] },
  { ports: [{ name: 'http', containerPort: 8080, hostPort: 8080 }] },
  {
    env: [
      { name: 'A', value: 'b c' },
      { name: 'EMPTY' },
      { name: 'LINES', value: 'a\nb' },
      { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      {
        name: 'CPU',
        valueFrom: { resourceFieldRef: { resource: 'limits.cpu', containerName: 'main' } },
      },
      { name: 'KEY', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: true } } },
      { name: 'SET', valueFrom: { configMapKeyRef: { name: 'c', key: 'k', optional: true } } },
    ],
  },
  {
    envFrom: [
      { configMapRef: { name: 'c', optional: true } },
      { prefix: 'P_', secretRef: { name: 's', optional: true } },
    ],
  },
  {
    resources: {
      limits: { cpu: '500m', memory: '128Mi' },
      requests: { cpu: '0.1', memory: '64M' },
    },
  },
  { resources: { requests: { 'ephemeral-storage': '1Gi' } } },
  { livenessProbe: { exec: { command: ['cat', '/tmp/a b'] }, ...readyProbe } },
  { livenessProbe: { httpGet: { path: '/healthz', port: 'http', scheme: 'HTTPS', host: 'h' } } },
  { readinessProbe: { tcpSocket: { port: 80 }, ...readyProbe } },
  { startupProbe: { grpc: { port: 9000, service: 'x' }, failureThreshold: 30 } },
  {
    readinessProbe: { httpGet: { path: '/', port: 80, httpHeaders: [{ name: 'X', value: 'y' }] } },
  },
  { lifecycle: { preStop: { sleep: { seconds: 5 } }, postStart: { exec: { command: ['true'] } } } },
  {
    volumeMounts: [
      { name: 'v0', mountPath: '/v', readOnly: true, subPath: 'a' },
      { name: 'v1', mountPath: '/a' },
    ],
  },
  { volumeDevices: [{ name: 'v0', devicePath: '/dev/x' }] },
  { stdin: true, tty: true, workingDir: '/tmp' },
  { imagePullPolicy: 'Never' },
  { securityContext: { privileged: true, capabilities: { add: ['NET_ADMIN'] } } },
  { terminationMessagePolicy: 'FallbackToLogsOnError' },
];

export const volumes = [
  { emptyDir: {} },
  { emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } },
  { configMap: { name: 'c', optional: true, items: [{ key: 'a', path: 'b' }] } },
  { secret: { secretName: 's', optional: true, defaultMode: 256 } },
  { hostPath: { path: '/var/log', type: 'Directory' } },
  { persistentVolumeClaim: { claimName: 'claim', readOnly: true } },
  { nfs: { server: 'nfs.example.com', path: '/x', readOnly: true } },
  { csi: { driver: 'csi.example.com', volumeAttributes: { b: '2', a: '1' } } },
  { downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
  {
    projected: {
      sources: [
        { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
        { configMap: { name: 'c', optional: true } },
        { secret: { name: 's', optional: true } },
        { downwardAPI: { items: [{ path: 'n', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
      ],
    },
  },
  { iscsi: { targetPortal: '10.0.0.1:3260', iqn: 'iqn.2001-04.com.example:x', lun: 0 } },
  { image: { reference: 'busybox:1.37', pullPolicy: 'IfNotPresent' } },
  {
    ephemeral: {
      volumeClaimTemplate: {
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    },
  },
];
