import type { Values } from '#mesh/linkerd/install/values.ts';
import { linkerdVersion } from '#mesh/linkerd/version.ts';

const replicated = { replicas: 1, logLevel: '' };

export const vizNamespace = 'linkerd-viz';

/** `values.yaml` of the chart linkerd-viz, as far as anything here reads it (edge-26.6.3). */
export const defaultVizValues: Values = {
  cliVersion: `linkerd/helm ${linkerdVersion}`,
  clusterDomain: 'cluster.local',
  identityTrustDomain: '',
  defaultLogLevel: 'info',
  defaultRegistry: 'cr.l5d.io/linkerd',
  defaultImagePullPolicy: 'IfNotPresent',
  defaultUID: 2103,
  linkerdNamespace: 'linkerd',
  linkerdVersion,
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  prometheusUrl: '',
  metricsAPI: replicated,
  tap: replicated,
  tapInjector: { ...replicated, failurePolicy: 'Ignore' },
  dashboard: { ...replicated, enforcedHostRegexp: '' },
  prometheus: {
    enabled: true,
    image: { registry: 'prom', name: 'prometheus', tag: 'v2.55.1' },
    logLevel: '',
  },
};
