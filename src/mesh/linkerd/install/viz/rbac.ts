import {
  clusterRole,
  clusterRoleBinding,
  type Component,
  type Manifest,
  role,
  roleBinding,
  serviceAccount,
  tlsSecret,
  base64,
} from '#mesh/linkerd/install/manifest.ts';
import type { SelfSigned } from '#mesh/linkerd/install/webhooks.ts';

const read = 'list,get,watch';
const workloads = [
  `extensions,apps daemonsets,deployments,replicasets,statefulsets ${read}`,
  `extensions,batch cronjobs,jobs ${read}`,
];

/** Labels of one part of the extension. */
export function vizComponent(base: Component, name?: string, isNamed = false): Component {
  return {
    ...base,
    labels: {
      'linkerd.io/extension': 'viz',
      ...(name !== undefined && { component: name }),
      ...(isNamed && { namespace: base.namespace }),
    },
  };
}

/** templates/metrics-api-rbac.yaml. */
export function metricsApiRbac(base: Component): readonly Manifest[] {
  const component = vizComponent(base, 'metrics-api');
  const name = `linkerd-${base.namespace}-metrics-api`;
  return [
    clusterRole(component, name, [
      ...workloads,
      `core pods,endpoints,services,replicationcontrollers,namespaces ${read}`,
      `linkerd.io serviceprofiles ${read}`,
      `policy.linkerd.io servers,serverauthorizations,authorizationpolicies,httproutes ${read}`,
      `gateway.networking.k8s.io httproutes ${read}`,
    ]),
    clusterRoleBinding(component, { name, role: name, account: 'metrics-api' }),
    serviceAccount(component, 'metrics-api'),
  ];
}

/** templates/prometheus-rbac.yaml. */
export function prometheusRbac(base: Component): readonly Manifest[] {
  const component = vizComponent(base, 'prometheus');
  const name = `linkerd-${base.namespace}-prometheus`;
  return [
    clusterRole(component, name, ['core nodes,nodes/proxy,pods get,list,watch']),
    clusterRoleBinding(component, { name, role: name, account: 'prometheus' }),
    serviceAccount(vizComponent(base, 'prometheus', true), 'prometheus'),
  ];
}

/** templates/tap-rbac.yaml. */
export function tapRbac(base: Component, selfSigned: SelfSigned): readonly Manifest[] {
  const component = vizComponent(base, 'tap');
  const named = vizComponent(base, 'tap', true);
  const name = `linkerd-${base.namespace}-tap`;
  const own = selfSigned(`tap.${base.namespace}.svc`);
  return [
    clusterRole(component, name, [
      `core pods,services,replicationcontrollers,namespaces,nodes ${read}`,
      ...workloads,
    ]),
    clusterRole(component, `${name}-admin`, ['core namespaces list', 'tap.linkerd.io * watch']),
    clusterRoleBinding(component, { name, role: name, account: 'tap' }),
    clusterRoleBinding(component, {
      name: `${name}-auth-delegator`,
      role: 'system:auth-delegator',
      account: 'tap',
    }),
    serviceAccount(named, 'tap'),
    roleBinding(
      { ...named, namespace: 'kube-system' },
      {
        name: `${name}-auth-reader`,
        role: 'extension-apiserver-authentication-reader',
        account: 'tap',
        accountNamespace: base.namespace,
      },
    ),
    tlsSecret(named, { name: 'tap-k8s-tls', ...own }),
    {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: 'v1alpha1.tap.linkerd.io', labels: component.labels },
      spec: {
        group: 'tap.linkerd.io',
        version: 'v1alpha1',
        groupPriorityMinimum: 1000,
        versionPriority: 100,
        service: { name: 'tap', namespace: base.namespace },
        caBundle: base64(own.certificatePem.trim()),
      },
    },
  ];
}

/** templates/web-rbac.yaml. */
export function webRbac(base: Component, controlPlane: string): readonly Manifest[] {
  const component = vizComponent(base, 'web');
  const name = `linkerd-${base.namespace}-web`;
  const inControlPlane = {
    ...component,
    namespace: controlPlane,
    labels: { ...component.labels, namespace: controlPlane },
  };
  const bind = (binding: string, to: string) =>
    clusterRoleBinding(component, { name: binding, role: to, account: 'web' });
  return [
    role(inControlPlane, 'web', [
      'core configmaps get linkerd-config',
      'core namespaces,configmaps get',
      'core serviceaccounts,pods list',
      'apps replicasets list',
    ]),
    roleBinding(inControlPlane, {
      name: 'web',
      role: 'web',
      account: 'web',
      accountNamespace: base.namespace,
    }),
    clusterRole(component, `${name}-check`, [
      'rbac.authorization.k8s.io clusterroles,clusterrolebindings list',
      'apiextensions.k8s.io customresourcedefinitions list',
      'admissionregistration.k8s.io mutatingwebhookconfigurations,validatingwebhookconfigurations list',
      'linkerd.io serviceprofiles list',
      'core nodes,pods,services list',
      'apiregistration.k8s.io apiservices get',
    ]),
    bind(`${name}-check`, `${name}-check`),
    bind(`${name}-admin`, `linkerd-${base.namespace}-tap-admin`),
    clusterRole(component, `${name}-api`, ['core namespaces list']),
    bind(`${name}-api`, `${name}-api`),
    serviceAccount(vizComponent(base, 'web', true), 'web'),
  ];
}

/** templates/tap-injector-rbac.yaml. */
export function tapInjectorRbac(
  base: Component,
  failurePolicy: string,
  selfSigned: SelfSigned,
): readonly Manifest[] {
  const component = vizComponent(base);
  const name = 'linkerd-tap-injector';
  const { namespace } = base;
  const own = selfSigned(`tap-injector.${namespace}.svc`);
  return [
    clusterRole(component, name, ['core namespaces get,list,watch']),
    clusterRoleBinding(component, { name, role: name, account: 'tap-injector' }),
    serviceAccount(component, 'tap-injector'),
    tlsSecret(component, { name: 'tap-injector-k8s-tls', ...own }),
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name: `${name}-webhook-config`, labels: component.labels },
      webhooks: [
        {
          name: 'tap-injector.linkerd.io',
          namespaceSelector: {
            matchExpressions: [
              { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system'] },
            ],
          },
          clientConfig: {
            service: { name: 'tap-injector', namespace, path: '/' },
            caBundle: base64(own.certificatePem.trim()),
          },
          failurePolicy,
          admissionReviewVersions: ['v1', 'v1beta1'],
          reinvocationPolicy: 'IfNeeded',
          rules: [
            {
              operations: ['CREATE'],
              apiGroups: [''],
              apiVersions: ['v1'],
              resources: ['pods'],
              scope: 'Namespaced',
            },
          ],
          sideEffects: 'None',
        },
      ],
    },
  ];
}
