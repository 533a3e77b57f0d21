import type { DraftOf } from '#cluster/api/api.ts';
import { clusterRoles, controllerRoles, namespaceRoles } from './default-roles.ts';
import {
  installedBindings,
  installedClusterBindings,
  installedClusterRoles,
  installedRoles,
} from './installed-roles.ts';
import { parseRules } from './rule-text.ts';

const group = 'rbac.authorization.k8s.io';

/** One object to create, and who creates it. */
export interface DefaultObject {
  readonly resource: string;
  readonly object: DraftOf<string>;
  readonly manager: 'kube-apiserver' | 'kubeadm' | 'kubectl';
}

/** Cluster roles whose rules come from those that carry their label, by the labels that they carry themselves. */
const aggregates = [
  ['admin', []],
  ['edit', ['admin']],
  ['view', ['edit']],
] as const;

const authenticated = 'Group system:authenticated';

const clusterBindings: readonly (readonly [string, string, string])[] = [
  ['cluster-admin', 'cluster-admin', 'Group system:masters'],
  ['system:basic-user', 'system:basic-user', authenticated],
  ['system:discovery', 'system:discovery', authenticated],
  ['system:kube-controller-manager', '', 'User system:kube-controller-manager'],
  ['system:kube-dns', '', 'ServiceAccount kube-system/kube-dns'],
  ['system:kube-scheduler', '', 'User system:kube-scheduler'],
  ['system:monitoring', '', 'Group system:monitoring'],
  ['system:node', '', ''],
  ['system:node-proxier', '', 'User system:kube-proxy'],
  ['system:public-info-viewer', '', `${authenticated},Group system:unauthenticated`],
  ['system:service-account-issuer-discovery', '', 'Group system:serviceaccounts'],
  ['system:volume-scheduler', '', 'User system:kube-scheduler'],
  ...Object.keys(controllerRoles).map(
    (name) => [`system:controller:${name}`, '', `ServiceAccount kube-system/${name}`] as const,
  ),
];

const signer = 'ServiceAccount kube-system/bootstrap-signer';

const bindings: readonly (readonly [string, string, string])[] = [
  ['kube-public/system:controller:bootstrap-signer', '', signer],
  [
    'kube-system/system::extension-apiserver-authentication-reader',
    'extension-apiserver-authentication-reader',
    'User system:kube-controller-manager,User system:kube-scheduler',
  ],
  [
    'kube-system/system::leader-locking-kube-controller-manager',
    '',
    'User system:kube-controller-manager,ServiceAccount kube-system/kube-controller-manager,ServiceAccount kube-system/leader-election-controller',
  ],
  [
    'kube-system/system::leader-locking-kube-scheduler',
    '',
    'User system:kube-scheduler,ServiceAccount kube-system/kube-scheduler',
  ],
  ['kube-system/system:controller:bootstrap-signer', '', signer],
  ['kube-system/system:controller:cloud-provider', '', 'ServiceAccount kube-system/cloud-provider'],
  ['kube-system/system:controller:token-cleaner', '', 'ServiceAccount kube-system/token-cleaner'],
];

/** The roles and bindings that a kind cluster has from the start. Those of local-path-storage need their namespace first. */
export function defaultRbac(): readonly DefaultObject[] {
  const controllers = Object.entries(controllerRoles).map(
    ([name, text]) => [`system:controller:${name}`, text] as const,
  );
  return [
    ...aggregates.map(([name, into]) => aggregate(name, into)),
    ...[...Object.entries(clusterRoles), ...controllers].map((entry) => role(entry, marks)),
    ...Object.entries(namespaceRoles).map((entry) => role(entry, marks)),
    ...clusterBindings.map((entry) => binding(entry, marks)),
    ...bindings.map((entry) => binding(entry, marks)),
    ...Object.entries({ ...installedClusterRoles, ...installedRoles }).map((entry) => role(entry)),
    ...[...installedClusterBindings, ...installedBindings].map((entry) => binding(entry)),
  ];
}

/** The API server puts its own back when it starts. */
const marks = {
  labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
  annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
};

function managerOf(name: string, metadata: object): DefaultObject['manager'] {
  if (metadata === marks) return 'kube-apiserver';
  return /kindnet|local-path/.test(name) ? 'kubectl' : 'kubeadm';
}

const aggregationLabel = (name: string): string => `rbac.authorization.k8s.io/aggregate-to-${name}`;

function aggregate(name: string, into: readonly string[]): DefaultObject {
  const labels = Object.fromEntries(into.map((one) => [aggregationLabel(one), 'true']));
  return {
    resource: `clusterroles.${group}`,
    object: {
      metadata: { ...marks, name, labels: { ...marks.labels, ...labels } },
      aggregationRule: {
        clusterRoleSelectors: [{ matchLabels: { [aggregationLabel(name)]: 'true' } }],
      },
      rules: [],
    },
    manager: 'kube-apiserver',
  };
}

function role([path, text]: readonly [string, string], metadata: object = {}): DefaultObject {
  const { namespace, name } = split(path);
  const [, into] = /^system:aggregate-to-(.*)$/.exec(name) ?? [];
  const extra =
    into === undefined ? {} : { labels: { ...marks.labels, [aggregationLabel(into)]: 'true' } };
  return {
    resource: namespace === undefined ? `clusterroles.${group}` : `roles.${group}`,
    object: { metadata: { ...metadata, ...extra, ...split(path) }, rules: parseRules(text) },
    manager: managerOf(name, metadata),
  };
}

/** A role without a name is the one of the binding's own name; a namespaced binding binds a Role. */
function binding(
  [path, roleName, subjects]: readonly [string, string, string],
  metadata: object = {},
): DefaultObject {
  const { namespace, name } = split(path);
  const list = subjects === '' ? [] : subjects.split(',').map(subject);
  return {
    resource: `${namespace === undefined ? 'clusterrolebindings' : 'rolebindings'}.${group}`,
    object: {
      metadata: { ...metadata, ...split(path) },
      roleRef: {
        apiGroup: group,
        kind: namespace === undefined ? 'ClusterRole' : 'Role',
        name: roleName || name,
      },
      ...(list.length > 0 ? { subjects: list } : {}),
    },
    manager: managerOf(name, metadata),
  };
}

function split(path: string): { namespace?: string; name: string } {
  const slash = path.indexOf('/');
  return slash < 0
    ? { name: path }
    : { namespace: path.slice(0, slash), name: path.slice(slash + 1) };
}

function subject(text: string) {
  const [kind = '', who = ''] = text.split(' ');
  return kind === 'ServiceAccount' ? { kind, ...split(who) } : { apiGroup: group, kind, name: who };
}
