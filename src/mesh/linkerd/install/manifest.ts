import type { Fields } from '#cluster/api/json.ts';

/** An object as a manifest writes it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** What objects of one component of an installation share. */
export interface Component {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `linkerd/cli edge-26.6.3`. */
  readonly createdBy: string;
}

const rbac = 'rbac.authorization.k8s.io';

/** `groups resources verbs [names]`, lists with commas; the group of the core is `core`. */
export function rules(...lines: readonly string[]): readonly Fields[] {
  return lines.map((line) => {
    const [groups = '', resources = '', verbs = '', names] = line.split(' ');
    return {
      apiGroups: groups.split(',').map((group) => (group === 'core' ? '' : group)),
      resources: resources.split(','),
      verbs: verbs.split(','),
      ...(names !== undefined && { resourceNames: names.split(',') }),
    };
  });
}

export function clusterRole(
  { labels }: Component,
  name: string,
  lines: readonly string[],
): Manifest {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: { name, labels },
    rules: rules(...lines),
  };
}

export function role(
  { namespace, labels }: Component,
  name: string,
  lines: readonly string[],
): Manifest {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata: { name, namespace, labels },
    rules: rules(...lines),
  };
}

export interface Binding {
  readonly name: string;
  readonly role: string;
  /** The service account that it is given to, and where that is when not in the component's namespace. */
  readonly account: string;
  readonly accountNamespace?: string;
}

export function clusterRoleBinding(component: Component, binding: Binding): Manifest {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: binding.name, labels: component.labels },
    ...bound(component, 'ClusterRole', binding),
  };
}

export function roleBinding(component: Component, binding: Binding): Manifest {
  const { namespace, labels } = component;
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { name: binding.name, namespace, labels },
    ...bound(component, 'Role', binding),
  };
}

function bound({ namespace }: Component, kind: string, binding: Binding): Fields {
  return {
    roleRef: { apiGroup: rbac, kind, name: binding.role },
    subjects: [
      {
        kind: 'ServiceAccount',
        name: binding.account,
        namespace: binding.accountNamespace ?? namespace,
      },
    ],
  };
}

export function serviceAccount({ namespace, labels }: Component, name: string): Manifest {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, labels } };
}

interface ServiceOptions {
  readonly name: string;
  /** `grpc 8080 8080`: name, port, and what it leads to. */
  readonly ports: readonly string[];
  readonly headless?: boolean;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>>;
}

export function service(component: Component, options: ServiceOptions): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: options.name,
      namespace: component.namespace,
      labels: component.labels,
      annotations: { ...created(component), ...options.annotations },
    },
    spec: {
      ...(options.headless === true ? { clusterIP: 'None' } : { type: 'ClusterIP' }),
      selector: options.selector,
      ports: options.ports.map((line) => {
        const [name = '', port = '', target = ''] = line.split(' ');
        return { name, port: Number(port), targetPort: Number(target) || target };
      }),
    },
  };
}

export function created({ createdBy }: Component): Readonly<Record<string, string>> {
  return { 'linkerd.io/created-by': createdBy };
}

/** Secret of a server that shows a certificate of its own. */
export interface ServingSecret {
  readonly name: string;
  readonly certificatePem: string;
  readonly keyPem: string;
}

export function tlsSecret(component: Component, secret: ServingSecret): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: secret.name,
      namespace: component.namespace,
      labels: component.labels,
      annotations: created(component),
    },
    type: 'kubernetes.io/tls',
    data: {
      'tls.crt': base64(secret.certificatePem.trim()),
      'tls.key': base64(secret.keyPem.trim()),
    },
  };
}

/** Of text in ASCII: what PEM and YAML are. */
export function base64(text: string): string {
  return btoa(text);
}
