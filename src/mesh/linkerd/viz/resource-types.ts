/** What viz speaks of (linkerd2 edge-26.6.3: pkg/k8s/k8s.go), in the order in which its tables come. */
interface ResourceName {
  readonly short: string;
  readonly full: string;
  readonly plural: string;
}

const names = [
  ['au', 'authority', 'authorities'],
  ['authzpolicy', 'authorizationpolicy', 'authorizationpolicies'],
  ['cj', 'cronjob', 'cronjobs'],
  ['ds', 'daemonset', 'daemonsets'],
  ['deploy', 'deployment', 'deployments'],
  ['route', 'httproute', 'httproutes'],
  ['job', 'job', 'jobs'],
  ['ns', 'namespace', 'namespaces'],
  ['po', 'pod', 'pods'],
  ['rc', 'replicationcontroller', 'replicationcontrollers'],
  ['rs', 'replicaset', 'replicasets'],
  ['saz', 'serverauthorization', 'serverauthorizations'],
  ['srv', 'server', 'servers'],
  ['svc', 'service', 'services'],
  ['sp', 'serviceprofile', 'serviceprofiles'],
  ['sts', 'statefulset', 'statefulsets'],
  ['all', 'all', 'all'],
] as const;

export type ResourceType = (typeof names)[number][1];

const table: readonly (ResourceName & { readonly full: ResourceType })[] = names.map(
  ([short, full, plural]) => ({ short, full, plural }),
);

/** In the order of AllResources. */
export const allTypes: readonly ResourceType[] = table.map(({ full }) => full);

/** StatAllResourceTypes: what `all` means. */
export const statTypes: readonly ResourceType[] = [
  'namespace',
  'daemonset',
  'statefulset',
  'job',
  'deployment',
  'replicationcontroller',
  'pod',
  'service',
  'authority',
  'cronjob',
  'replicaset',
];

/** Those that make rows of their own in policy metrics. */
export const policyTypes: readonly ResourceType[] = [
  'server',
  'serverauthorization',
  'authorizationpolicy',
  'httproute',
];

/** By any of its names; undefined for what is none. */
export function findType(name: string): ResourceType | undefined {
  return table.find((one) => [one.short, one.full, one.plural].includes(name))?.full;
}

export function unknownType(name: string): string {
  return `cannot find Kubernetes canonical name from friendly name [${name}]`;
}

export function shortNameOf(type: ResourceType): string {
  return table.find(({ full }) => full === type)?.short ?? '';
}

/** As metrics name it: `job` is a label of Prometheus' own. */
export function labelOf(type: ResourceType): string {
  return type === 'job' ? 'k8s_job' : type;
}
