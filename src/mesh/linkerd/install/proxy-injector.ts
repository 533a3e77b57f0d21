import {
  clusterRole,
  clusterRoleBinding,
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
import { type SelfSigned, webhook } from './webhooks.ts';
import { componentLabel, componentOf, controlPlaneDeployment } from './workload.ts';

const account = 'linkerd-proxy-injector';

/** templates/proxy-injector-rbac.yaml. */
export function proxyInjectorRbac(
  values: Values,
  namespace: string,
  selfSigned: SelfSigned,
): readonly Manifest[] {
  const component = componentOf(values, namespace, 'proxy-injector');
  const name = `linkerd-${namespace}-proxy-injector`;
  const options = {
    name: 'proxy-injector',
    path: 'proxyInjector',
    mutates: true,
    rules: [
      {
        operations: ['CREATE'],
        apiGroups: [''],
        apiVersions: ['v1'],
        resources: ['pods', 'services'],
        scope: 'Namespaced',
      },
    ],
  };
  return [
    clusterRole(component, name, [
      'core events create,patch',
      'core namespaces,replicationcontrollers list,get,watch',
      'core pods list,watch',
      'extensions,apps deployments,replicasets,daemonsets,statefulsets list,get,watch',
      'extensions,batch cronjobs,jobs list,get,watch',
    ]),
    clusterRoleBinding(component, { name, role: name, account }),
    serviceAccount(component, account),
    ...webhook(values, component, options, selfSigned),
  ];
}

/** templates/proxy-injector.yaml. */
export function proxyInjector(
  values: Values,
  namespace: string,
  checksumOf: readonly Manifest[],
): readonly Manifest[] {
  const component = componentOf(values, namespace, 'proxy-injector');
  return [
    controlPlaneDeployment(values, component, {
      name: 'proxy-injector',
      inboundPorts: '8443,9995',
      checksumOf,
      annotations: { 'config.linkerd.io/opaque-ports': '8443' },
      selectsComponentOnly: true,
      containers: [
        {
          args: [
            'proxy-injector',
            `-log-level=${textAt(values, 'controllerLogLevel')}`,
            `-log-format=${textAt(values, 'controllerLogFormat')}`,
            `-linkerd-namespace=${namespace}`,
            '-enable-pprof=false',
          ],
          ...controllerImage(values),
          ...probes({ port: 9995 }),
          name: 'proxy-injector',
          ports: ports('8443 proxy-injector', '9995 injector-admin'),
          securityContext: lockedContext(values),
          volumeMounts: [
            mount('config', '/var/run/linkerd/config', false),
            mount('trust-roots', '/var/run/linkerd/identity/trust-roots', false),
            mount('tls', '/var/run/linkerd/tls'),
            tokenMount,
          ],
        },
      ],
      volumes: [
        { configMap: { name: 'linkerd-config' }, name: 'config' },
        { configMap: { name: 'linkerd-identity-trust-roots' }, name: 'trust-roots' },
        { name: 'tls', secret: { secretName: 'linkerd-proxy-injector-k8s-tls' } },
        tokenVolume,
      ],
    }),
    service(component, {
      name: 'linkerd-proxy-injector',
      ports: ['proxy-injector 443 proxy-injector'],
      annotations: { 'config.linkerd.io/opaque-ports': '443' },
      selector: { [componentLabel]: 'proxy-injector' },
    }),
  ];
}
