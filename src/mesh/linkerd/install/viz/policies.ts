import type { Fields } from '#cluster/api/json.ts';
import { type Component, created, type Manifest } from '#mesh/linkerd/install/manifest.ts';
import { vizComponent } from './rbac.ts';

const group = 'policy.linkerd.io';

interface Port {
  readonly server: string;
  readonly component: string;
  readonly port: string;
  readonly protocol: string;
  /** Of the labels that pods are selected by. */
  readonly isNamed?: boolean;
}

/** A Server of one port of a part of the extension. */
export function server(base: Component, port: Port): Manifest {
  const component = vizComponent(base, port.component);
  const selected = vizComponent(base, port.component, port.isNamed);
  return policy(component, 'Server', port.server, {
    podSelector: { matchLabels: selected.labels },
    port: port.port,
    proxyProtocol: port.protocol,
  });
}

export interface Allowed {
  readonly name: string;
  readonly component: string;
  readonly server: string;
  /** What a client is to be. */
  readonly by: Fields;
}

export function authorization(base: Component, allowed: Allowed): Manifest {
  return policy(vizComponent(base, allowed.component), 'AuthorizationPolicy', allowed.name, {
    targetRef: { group, kind: 'Server', name: allowed.server },
    requiredAuthenticationRefs: [allowed.by],
  });
}

/** templates/metrics-api-policy.yaml. */
export function metricsApiPolicy(base: Component): readonly Manifest[] {
  const component = vizComponent(base, 'metrics-api');
  return [
    server(base, {
      server: 'metrics-api',
      component: 'metrics-api',
      port: 'http',
      protocol: 'HTTP/1',
    }),
    authorization(base, {
      name: 'metrics-api',
      component: 'metrics-api',
      server: 'metrics-api',
      by: { group, kind: 'MeshTLSAuthentication', name: 'metrics-api-web' },
    }),
    policy(component, 'MeshTLSAuthentication', 'metrics-api-web', {
      identityRefs: [{ kind: 'ServiceAccount', name: 'web' }],
    }),
    anyNetwork(base, 'kubelet'),
  ];
}

/** Ideally those of the API server, or of the nodes: a chart cannot know them. */
export function anyNetwork(base: Component, name: string): Manifest {
  return policy(vizComponent(base), 'NetworkAuthentication', name, {
    networks: [{ cidr: '0.0.0.0/0' }, { cidr: '::/0' }],
  });
}

export const byApiServer: Fields = {
  group,
  kind: 'NetworkAuthentication',
  name: 'kube-api-server',
};

function policy(component: Component, kind: string, name: string, spec: Fields): Manifest {
  const version = kind === 'Server' ? 'v1beta3' : 'v1alpha1';
  return {
    apiVersion: `${group}/${version}`,
    kind,
    metadata: {
      namespace: component.namespace,
      name,
      labels: component.labels,
      annotations: created(component),
    },
    spec,
  };
}

/** templates/service-profiles.yaml. */
export function serviceProfiles(base: Component, domain: string): readonly Manifest[] {
  const profile = (service: string, requests: readonly string[]): Manifest => ({
    apiVersion: 'linkerd.io/v1alpha2',
    kind: 'ServiceProfile',
    metadata: {
      name: `${service}.${base.namespace}.svc.${domain}`,
      namespace: base.namespace,
      labels: vizComponent(base).labels,
    },
    spec: {
      routes: requests.map((name) => {
        const [method, pathRegex] = name.split(' ');
        return { name, condition: { method, pathRegex } };
      }),
    },
  });
  return [
    profile(
      'metrics-api',
      [
        'StatSummary',
        'TopRoutes',
        'ListPods',
        'ListServices',
        'SelfCheck',
        'Gateways',
        'Edges',
      ].map((call) => `POST /api/v1/${call}`),
    ),
    profile('prometheus', ['POST /api/v1/query', 'GET /api/v1/query_range', 'GET /api/v1/series']),
  ];
}
