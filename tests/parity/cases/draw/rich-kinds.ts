const port = { port: 80, targetPort: 'http', protocol: 'TCP' };

/** Kinds besides workloads, with the fields that may be added to their spec, or to themselves where they have none. */
export const richKinds = [
  {
    apiVersion: 'v1',
    kind: 'Service',
    spec: { selector: { app: 'rich' }, ports: [{ name: 'a', ...port }] },
    fields: [
      { type: 'NodePort' },
      { type: 'LoadBalancer', loadBalancerSourceRanges: ['10.0.0.0/8'] },
      { sessionAffinity: 'ClientIP' },
      { externalIPs: ['1.2.3.4'] },
      { clusterIP: 'None' },
      { type: 'NodePort', externalTrafficPolicy: 'Local' },
      { internalTrafficPolicy: 'Local' },
      { trafficDistribution: 'PreferClose' },
      {
        ports: [
          { name: 'b', port: 53, protocol: 'UDP' },
          { name: 'c', port: 443, targetPort: 8443 },
        ],
      },
      { publishNotReadyAddresses: true },
    ],
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    spec: { rules: [{ host: 'a.example.com', http: { paths: [backend('/', 'Prefix')] } }] },
    fields: [
      { ingressClassName: 'nginx' },
      { tls: [{ hosts: ['a.example.com', 'b.example.com'], secretName: 't' }, { hosts: ['c'] }] },
      { defaultBackend: { service: { name: 'd', port: { name: 'http' } } } },
      {
        rules: [
          { http: { paths: [backend('/x', 'Exact'), backend('/y', 'ImplementationSpecific')] } },
        ],
      },
      { defaultBackend: { resource: { apiGroup: 'g.example.com', kind: 'Bucket', name: 'b' } } },
    ],
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    spec: { podSelector: {} },
    fields: [
      {
        podSelector: {
          matchLabels: { app: 'rich' },
          matchExpressions: [{ key: 'a', operator: 'Exists' }],
        },
      },
      { policyTypes: ['Egress'] },
      { ingress: [{}] },
      {
        ingress: [
          {
            from: [{ podSelector: {} }, { namespaceSelector: { matchLabels: { a: 'b' } } }],
            ports: [{ port: 80 }],
          },
        ],
      },
      {
        egress: [
          {
            to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }],
            ports: [
              { port: 53, protocol: 'UDP' },
              { port: 1000, endPort: 2000 },
            ],
          },
        ],
      },
    ],
  },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    spec: {
      maxReplicas: 3,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' },
    },
    fields: [
      { minReplicas: 2 },
      {
        metrics: [
          metric('cpu', { type: 'Utilization', averageUtilization: 50 }),
          metric('memory', { type: 'AverageValue', averageValue: '100Mi' }),
        ],
      },
      {
        metrics: [
          {
            type: 'Pods',
            pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '10' } },
          },
        ],
      },
      {
        metrics: [
          {
            type: 'External',
            external: {
              metric: { name: 'queue', selector: { matchLabels: { q: 'a' } } },
              target: { type: 'Value', value: '30' },
            },
          },
        ],
      },
      {
        behavior: {
          scaleDown: {
            stabilizationWindowSeconds: 60,
            policies: [{ type: 'Percent', value: 10, periodSeconds: 30 }],
          },
        },
      },
    ],
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    spec: { selector: { matchLabels: { app: 'rich' } } },
    fields: [{ minAvailable: 1 }, { minAvailable: '50%' }, { maxUnavailable: 0 }],
  },
  {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    spec: { hard: { pods: '4', 'requests.cpu': '1', 'limits.memory': '2Gi' } },
    fields: [
      { scopes: ['BestEffort'], hard: { pods: '2' } },
      {
        scopeSelector: {
          matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['high'] }],
        },
      },
    ],
  },
  {
    apiVersion: 'v1',
    kind: 'LimitRange',
    spec: { limits: [{ type: 'Container', default: { cpu: '500m' } }] },
    fields: [
      { limits: [{ type: 'Pod', max: { cpu: '2' }, min: { cpu: '100m' } }] },
      {
        limits: [
          { type: 'PersistentVolumeClaim', max: { storage: '2Gi' }, min: { storage: '1Gi' } },
        ],
      },
      { limits: [{ type: 'Container', maxLimitRequestRatio: { memory: '2' } }] },
    ],
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    fields: [
      { storageClassName: 'standard' },
      { storageClassName: '' },
      { volumeMode: 'Block' },
      { volumeName: 'pv' },
      { accessModes: ['ReadWriteMany', 'ReadOnlyMany'] },
      { selector: { matchLabels: { a: 'b' } } },
      { dataSource: { kind: 'PersistentVolumeClaim', name: 'other' } },
    ],
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      hostPath: { path: '/data' },
    },
    fields: [
      { persistentVolumeReclaimPolicy: 'Delete' },
      { storageClassName: 'slow' },
      { volumeMode: 'Block' },
      { claimRef: { namespace: 'default', name: 'claim' } },
      {
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] },
            ],
          },
        },
      },
      { mountOptions: ['ro'] },
    ],
  },
  {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    provisioner: 'example.com/x',
    fields: [
      { parameters: { b: '1', a: '2' } },
      { reclaimPolicy: 'Retain', allowVolumeExpansion: true },
      { mountOptions: ['ro', 'soft'] },
      { volumeBindingMode: 'WaitForFirstConsumer' },
      { allowedTopologies: [{ matchLabelExpressions: [{ key: 'zone', values: ['a', 'b'] }] }] },
    ],
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    fields: [
      { data: { a: 'b', 'long.txt': 'line one\nline two\n' } },
      { binaryData: { x: 'AAEC' } },
      { immutable: true },
      { data: { tab: 'a\tb', accent: 'é', empty: '' } },
    ],
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    fields: [
      { data: { a: 'YmM=' } },
      { stringData: { b: 'c' } },
      { type: 'kubernetes.io/basic-auth', stringData: { username: 'u', password: 'p' } },
      { immutable: true },
    ],
  },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    spec: {
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [{ name: 'main', image: 'busybox:1.37', command: ['true'] }],
        },
      },
    },
    fields: [
      { completions: 3, parallelism: 2 },
      { completionMode: 'Indexed', completions: 2 },
      { backoffLimit: 0 },
      { suspend: true },
      { activeDeadlineSeconds: 30 },
      { ttlSecondsAfterFinished: 5 },
      {
        podFailurePolicy: {
          rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }],
        },
      },
    ],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    rules: [{ apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] }],
    fields: [
      { rules: [{ nonResourceURLs: ['/healthz', '/x/*'], verbs: ['get'] }] },
      {
        rules: [
          { apiGroups: ['apps', ''], resources: ['*'], verbs: ['*'], resourceNames: ['b', 'a'] },
        ],
      },
      { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] }, rules: [] },
    ],
  },
  {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    value: 5,
    fields: [{ description: 'd' }, { preemptionPolicy: 'Never' }, { globalDefault: true }],
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    spec: { controller: 'example.com/x' },
    fields: [
      { parameters: { apiGroup: 'g', kind: 'K', name: 'n' } },
      { parameters: { kind: 'K', name: 'n', scope: 'Namespace', namespace: 'default' } },
    ],
  },
];

function backend(path: string, pathType: string) {
  return { path, pathType, backend: { service: { name: 's', port: { number: 80 } } } };
}

function metric(name: string, target: Record<string, unknown>) {
  return { type: 'Resource', resource: { name, target } };
}
