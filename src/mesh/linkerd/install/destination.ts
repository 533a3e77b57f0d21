import type { Fields } from '#cluster/api/json.ts';
import {
  clusterRole,
  clusterRoleBinding,
  type Component,
  type Manifest,
  role,
  roleBinding,
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
import { textAt, valueAt, type Values } from './values.ts';
import { webhook, type SelfSigned } from './webhooks.ts';
import { componentLabel, componentOf, controlPlaneDeployment } from './workload.ts';

const read = 'list,get,watch';
const policies =
  'authorizationpolicies,httplocalratelimitpolicies,httproutes,networkauthentications,meshtlsauthentications,serverauthorizations,servers,egressnetworks';
const routes = 'httproutes,grpcroutes,tlsroutes,tcproutes';
const account = 'linkerd-destination';

/** templates/destination-rbac.yaml: the webhooks of its pod are there too. */
export function destinationRbac(
  values: Values,
  namespace: string,
  selfSigned: SelfSigned,
): readonly Manifest[] {
  const component = componentOf(values, namespace, 'destination');
  const name = `linkerd-${namespace}-destination`;
  return [
    clusterRole(component, name, [
      `apps replicasets ${read}`,
      `batch jobs ${read}`,
      `core pods,endpoints,services,nodes ${read}`,
      `linkerd.io serviceprofiles ${read}`,
      `workload.linkerd.io externalworkloads ${read}`,
      'coordination.k8s.io leases create,get,update,patch',
      `discovery.k8s.io endpointslices ${read},create,update,patch,delete`,
    ]),
    clusterRoleBinding(component, { name, role: name, account }),
    serviceAccount(component, account),
    ...webhook(values, component, profileValidator, selfSigned),
    ...webhook(values, component, policyValidator, selfSigned),
    ...policyRbac(component),
  ];
}

const onWrite = ['CREATE', 'UPDATE'];

const profileValidator = {
  name: 'sp-validator',
  path: 'profileValidator',
  rules: [
    {
      operations: onWrite,
      apiGroups: ['linkerd.io'],
      apiVersions: ['v1alpha1', 'v1alpha2'],
      resources: ['serviceprofiles'],
    },
  ],
};

const policyValidator = {
  name: 'policy-validator',
  path: 'policyValidator',
  rules: [
    {
      operations: onWrite,
      apiGroups: ['policy.linkerd.io'],
      apiVersions: ['*'],
      resources: policies.split(','),
    },
    {
      operations: onWrite,
      apiGroups: ['gateway.networking.k8s.io'],
      apiVersions: ['*'],
      resources: routes.split(','),
    },
  ],
};

function policyRbac(destination: Component): readonly Manifest[] {
  const component = {
    ...destination,
    labels: { 'app.kubernetes.io/part-of': 'Linkerd', ...destination.labels },
  };
  const statuses = (names: string) => names.replaceAll(/\w+/g, '$&/status');
  return [
    clusterRole(component, 'linkerd-policy', [
      'core pods get,list,watch',
      'apps deployments get',
      `policy.linkerd.io ${policies} get,list,watch`,
      `gateway.networking.k8s.io ${routes} get,list,watch`,
      `policy.linkerd.io ${statuses('httproutes,httplocalratelimitpolicies,egressnetworks')} patch`,
      `gateway.networking.k8s.io ${statuses(routes)} patch`,
      'workload.linkerd.io externalworkloads get,list,watch',
      'coordination.k8s.io leases create,get,patch',
    ]),
    clusterRoleBinding(component, {
      name: 'linkerd-destination-policy',
      role: 'linkerd-policy',
      account,
    }),
    role(component, 'remote-discovery', ['core secrets get,list,watch']),
    roleBinding(component, {
      name: 'linkerd-destination-remote-discovery',
      role: 'remote-discovery',
      account,
    }),
  ];
}

/** templates/destination.yaml. */
export function destination(
  values: Values,
  namespace: string,
  checksumOf: readonly Manifest[],
): readonly Manifest[] {
  const component = componentOf(values, namespace, 'destination');
  const selector = { [componentLabel]: 'destination' };
  const of = (name: string, port: string, headless = false) =>
    service(component, { name, ports: [port], headless, selector });
  return [
    of('linkerd-dst', 'grpc 8086 8086'),
    of('linkerd-dst-headless', 'grpc 8086 8086', true),
    of('linkerd-sp-validator', 'sp-validator 443 sp-validator'),
    of('linkerd-policy', 'grpc 8090 8090', true),
    of('linkerd-policy-validator', 'policy-https 443 policy-https'),
    controlPlaneDeployment(values, component, {
      name: 'destination',
      inboundPorts: '8086,8090,8443,9443,9990,9996,9997',
      checksumOf,
      containers: [
        destinationContainer(values, namespace),
        profileContainer(values),
        policyContainer(values, namespace),
      ],
      volumes: [
        { name: 'sp-tls', secret: { secretName: 'linkerd-sp-validator-k8s-tls' } },
        { name: 'policy-tls', secret: { secretName: 'linkerd-policy-validator-k8s-tls' } },
        tokenVolume,
      ],
    }),
  ];
}

function logging(values: Values): readonly string[] {
  return [
    `-log-level=${textAt(values, 'controllerLogLevel')}`,
    `-log-format=${textAt(values, 'controllerLogFormat')}`,
  ];
}

function destinationContainer(values: Values, namespace: string): Fields {
  const text = (path: string) => textAt(values, path);
  const h2 = valueAt(values, 'destinationController.meshedHttp2ClientProtobuf');
  return {
    args: [
      'destination',
      '-addr=:8086',
      `-controller-namespace=${namespace}`,
      `-outbound-transport-mode=${text('proxy.outboundTransportMode')}`,
      `-enable-h2-upgrade=${text('enableH2Upgrade')}`,
      ...logging(values),
      `-enable-endpoint-slices=${text('enableEndpointSlices')}`,
      `-cluster-domain=${text('clusterDomain')}`,
      `-identity-trust-domain=${text('identityTrustDomain') || text('clusterDomain')}`,
      `-default-opaque-ports=${text('proxy.opaquePorts')}`,
      `-enable-ipv6=${text('disableIPv6') !== 'true'}`,
      '-enable-pprof=false',
      `--meshed-http2-client-params=${JSON.stringify(h2)}`,
    ],
    ...controllerImage(values),
    ...probes({ port: 9996 }),
    name: 'destination',
    ports: ports('8086 dest-grpc', '9996 dest-admin'),
    securityContext: lockedContext(values),
    volumeMounts: [tokenMount],
  };
}

function profileContainer(values: Values): Fields {
  return {
    args: ['sp-validator', ...logging(values), '-enable-pprof=false'],
    ...controllerImage(values),
    ...probes({ port: 9997, timeouts: true }),
    name: 'sp-validator',
    ports: ports('8443 sp-validator', '9997 spval-admin'),
    securityContext: lockedContext(values),
    volumeMounts: [mount('sp-tls', '/var/run/linkerd/tls'), tokenMount],
  };
}

/** A program of its own in the controller's image, since edge-25.8. */
function policyContainer(values: Values, namespace: string): Fields {
  const text = (path: string) => textAt(values, path);
  const networks = valueAt(values, 'policyController.probeNetworks');
  return {
    command: ['/linkerd-policy-controller'],
    args: [
      '--admin-addr=0.0.0.0:9990',
      `--control-plane-namespace=${namespace}`,
      '--grpc-addr=0.0.0.0:8090',
      '--server-addr=0.0.0.0:9443',
      '--server-tls-key=/var/run/linkerd/tls/tls.key',
      '--server-tls-certs=/var/run/linkerd/tls/tls.crt',
      `--cluster-networks=${text('clusterNetworks')}`,
      `--identity-domain=${text('identityTrustDomain') || text('clusterDomain')}`,
      `--cluster-domain=${text('clusterDomain')}`,
      `--default-policy=${text('proxy.defaultInboundPolicy')}`,
      `--log-level=${text('policyController.logLevel')}`,
      `--log-format=${text('controllerLogFormat')}`,
      `--default-opaque-ports=${text('proxy.opaquePorts')}`,
      `--global-egress-network-namespace=${text('egress.globalEgressNetworkNamespace')}`,
      `--probe-networks=${Array.isArray(networks) ? networks.join(',') : ''}`,
    ],
    ...controllerImage(values),
    ...probes({ port: 'policy-admin', live: '/live' }),
    name: 'policy',
    ports: ports('8090 policy-grpc', '9990 policy-admin', '9443 policy-https'),
    securityContext: lockedContext(values),
    volumeMounts: [mount('policy-tls', '/var/run/linkerd/tls'), tokenMount],
  };
}
