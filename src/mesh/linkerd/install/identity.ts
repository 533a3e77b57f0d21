import {
  base64,
  clusterRole,
  clusterRoleBinding,
  created,
  type Manifest,
  service,
  serviceAccount,
} from './manifest.ts';
import {
  controllerImage,
  lockedContext,
  mount,
  ports,
  probes,
  tokenMount,
  tokenVolume,
} from './pod-parts.ts';
import { textAt, type Values } from './values.ts';
import { componentLabel, componentOf, controlPlaneDeployment } from './workload.ts';

/** templates/identity-rbac.yaml. */
export function identityRbac(values: Values, namespace: string): readonly Manifest[] {
  const component = componentOf(values, namespace, 'identity');
  const name = `linkerd-${namespace}-identity`;
  return [
    clusterRole(component, name, [
      'authentication.k8s.io tokenreviews create',
      'core events create,patch',
    ]),
    clusterRoleBinding(component, { name, role: name, account: 'linkerd-identity' }),
    serviceAccount(component, 'linkerd-identity'),
  ];
}

/** templates/identity.yaml. */
export function identity(values: Values, namespace: string): readonly Manifest[] {
  const component = componentOf(values, namespace, 'identity');
  const place = { namespace, labels: component.labels, annotations: created(component) };
  const selector = { [componentLabel]: 'identity' };
  const tls = (key: string) => base64(textAt(values, `identity.issuer.tls.${key}`).trim());
  const isLinkerds = textAt(values, 'identity.issuer.scheme') === 'linkerd.io/tls';
  return [
    ...(isLinkerds
      ? [
          {
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: { name: 'linkerd-identity-issuer', ...place },
            data: { 'crt.pem': tls('crtPEM'), 'key.pem': tls('keyPEM') },
          },
        ]
      : []),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'linkerd-identity-trust-roots', ...place },
      data: { 'ca-bundle.crt': textAt(values, 'identityTrustAnchorsPEM').trim() },
    },
    service(component, { name: 'linkerd-identity', ports: ['grpc 8080 8080'], selector }),
    service(component, {
      name: 'linkerd-identity-headless',
      ports: ['grpc 8080 8080'],
      headless: true,
      selector,
    }),
    controlPlaneDeployment(values, component, {
      name: 'identity',
      plainProxy: true,
      inboundPorts: '8080,9990',
      requireTlsPorts: '8080',
      containers: [identityContainer(values, namespace)],
      volumes: [
        { name: 'identity-issuer', secret: { secretName: 'linkerd-identity-issuer' } },
        { configMap: { name: 'linkerd-identity-trust-roots' }, name: 'trust-roots' },
        tokenVolume,
      ],
    }),
  ];
}

function identityContainer(values: Values, namespace: string) {
  const text = (path: string) => textAt(values, path);
  return {
    args: [
      'identity',
      `-log-level=${text('controllerLogLevel')}`,
      `-log-format=${text('controllerLogFormat')}`,
      `-controller-namespace=${namespace}`,
      `-identity-trust-domain=${text('identityTrustDomain') || text('clusterDomain')}`,
      `-identity-issuance-lifetime=${text('identity.issuer.issuanceLifetime')}`,
      `-identity-clock-skew-allowance=${text('identity.issuer.clockSkewAllowance')}`,
      `-identity-scheme=${text('identity.issuer.scheme')}`,
      '-enable-pprof=false',
      `-kube-apiclient-qps=${text('identity.kubeAPI.clientQPS')}`,
      `-kube-apiclient-burst=${text('identity.kubeAPI.clientBurst')}`,
    ],
    env: [
      { name: 'LINKERD_DISABLED', value: 'linkerd-await cannot block the identity controller' },
    ],
    ...controllerImage(values),
    ...probes({ port: 9990 }),
    name: 'identity',
    ports: ports('8080 ident-grpc', '9990 ident-admin'),
    securityContext: lockedContext(values),
    volumeMounts: [
      mount('identity-issuer', '/var/run/linkerd/identity/issuer', false),
      mount('trust-roots', '/var/run/linkerd/identity/trust-roots/', false),
      tokenMount,
    ],
  };
}
