import { type Fields, fieldsOf } from '#cluster/api/json.ts';
import { isSet, textAt, valueAt, type Values } from '#mesh/linkerd/install/values.ts';
import { limits } from './resources.ts';

/** What differs from a pod to another. */
interface ProxyPlace {
  /** Where the control plane runs. */
  readonly controlPlane: string;
  /** The workload, where it is of the control plane: it finds itself at localhost. */
  readonly component?: string;
  /** `8080,9990`. */
  readonly inboundPorts: string;
  readonly requireTlsPorts?: string;
  /** The control plane's own pods read what they trust from its ConfigMap. */
  readonly trustFromConfigMap?: boolean;
}

type Variable = readonly [name: string, value: string | Fields];

const field = (fieldPath: string): Fields => ({ valueFrom: { fieldRef: { fieldPath } } });

/** `partials.proxy` (charts/partials/templates/_proxy.tpl). */
export function proxyContainer(values: Values, place: ProxyPlace): Fields {
  const admin = valueAt(values, 'proxy.ports.admin');
  const isNative = isSet(values, 'proxy.nativeSidecar');
  const probe = (path: string) => ({ httpGet: { path, port: admin } });
  return {
    env: variables(values, place).map(([name, value]) =>
      typeof value === 'string' ? { name, value } : { name, ...value },
    ),
    image: `${textAt(values, 'proxy.image.name')}:${proxyTag(values)}`,
    imagePullPolicy: textAt(values, 'proxy.image.pullPolicy') || textAt(values, 'imagePullPolicy'),
    livenessProbe: { ...probe('/live'), ...fieldsOf(valueAt(values, 'proxy.livenessProbe')) },
    name: 'linkerd-proxy',
    ports: [
      { containerPort: valueAt(values, 'proxy.ports.inbound'), name: 'linkerd-proxy' },
      { containerPort: admin, name: 'linkerd-admin' },
    ],
    readinessProbe: { ...probe('/ready'), ...fieldsOf(valueAt(values, 'proxy.readinessProbe')) },
    ...(isNative &&
      isSet(values, 'proxy.await') && {
        startupProbe: { ...probe('/ready'), ...fieldsOf(valueAt(values, 'proxy.startupProbe')) },
      }),
    ...limits(fieldsOf(valueAt(values, 'proxy.resources'))),
    securityContext: securityContext(values),
    terminationMessagePolicy: 'FallbackToLogsOnError',
    ...(isNative ? {} : lifecycle(values)),
    volumeMounts: [
      { mountPath: '/var/run/linkerd/identity/end-entity', name: 'linkerd-identity-end-entity' },
      { mountPath: '/var/run/secrets/tokens', name: 'linkerd-identity-token' },
      ...(isSet(values, 'proxy.saMountPath') ? [valueAt(values, 'proxy.saMountPath')] : []),
    ],
    ...(isNative && { restartPolicy: 'Always' }),
  };
}

/** The version of the proxies that are put into pods. */
export function proxyTag(values: Values): string {
  return textAt(values, 'proxy.image.version') || textAt(values, 'linkerdVersion');
}

function securityContext(values: Values): Fields {
  const gid = Number(textAt(values, 'proxy.gid') || -1);
  return {
    allowPrivilegeEscalation: false,
    ...(isSet(values, 'proxy.capabilities') && {
      capabilities: valueAt(values, 'proxy.capabilities'),
    }),
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: valueAt(values, 'proxy.uid'),
    ...(gid >= 0 && { runAsGroup: gid }),
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** Of a proxy that starts along with the others: they wait for it. */
function lifecycle(values: Values): Fields {
  const wait = textAt(values, 'proxy.waitBeforeExitSeconds');
  const await_ = {
    exec: {
      command: [
        '/usr/lib/linkerd/linkerd-await',
        '--timeout=2m',
        `--port=${textAt(values, 'proxy.ports.admin')}`,
      ],
    },
  };
  const hooks = {
    ...(isSet(values, 'proxy.await') && { postStart: await_ }),
    ...(Number(wait) > 0 && { preStop: { exec: { command: ['/bin/sleep', wait] } } }),
  };
  return Object.keys(hooks).length === 0 ? {} : { lifecycle: hooks };
}

function variables(values: Values, place: ProxyPlace): readonly Variable[] {
  return [
    ['_pod_name', field('metadata.name')],
    ['_pod_ns', field('metadata.namespace')],
    ['_pod_uid', field('metadata.uid')],
    ['_pod_ip', field('status.podIP')],
    ['_pod_nodeName', field('spec.nodeName')],
    ['_pod_containerName', 'linkerd-proxy'],
    ...prefixed(proxyVariables(values, place)),
    ['_pod_sa', field('spec.serviceAccountName')],
    ['_l5d_ns', place.controlPlane],
    ['_l5d_trustdomain', trustDomain(values)],
    ...prefixed(identityVariables(values, place)),
  ];
}

function prefixed(list: readonly Variable[]): readonly Variable[] {
  return list
    .filter(([, value]) => value !== '')
    .map(([name, value]) => [`LINKERD2_PROXY_${name}`, value]);
}

function trustDomain(values: Values): string {
  return textAt(values, 'identityTrustDomain') || textAt(values, 'clusterDomain');
}

function proxyVariables(values: Values, place: ProxyPlace): readonly Variable[] {
  const proxy = (path: string) => textAt(values, `proxy.${path}`);
  const networks = textAt(values, 'clusterNetworks');
  const domain = textAt(values, 'clusterDomain');
  const isDestination = place.component === 'linkerd-destination';
  const service = (name: string, port: number) =>
    isDestination ? `localhost.:${port}` : `${name}.${place.controlPlane}.svc.${domain}.:${port}`;
  const headers = proxy('logHTTPHeaders') === 'insecure' ? '' : ',[{headers}]=off,[{request}]=off';
  const workers = proxy('runtime.workers.minimum');
  return [
    ['CORES', cores(proxy('resources.cpu.limit')) || workers],
    ['CORES_MIN', workers],
    // Read by a proxy without a policy controller alone (linkerd/app/src/env.rs): what others enforce, they are told.
    ['INBOUND_PORTS_REQUIRE_IDENTITY', proxy('requireIdentityOnInboundPorts')],
    ['INBOUND_PORTS_REQUIRE_TLS', place.requireTlsPorts ?? ''],
    ['SHUTDOWN_ENDPOINT_ENABLED', proxy('enableShutdownEndpoint')],
    ['LOG', `${proxy('logLevel')}${headers}`],
    ['LOG_FORMAT', proxy('logFormat')],
    ['DESTINATION_SVC_ADDR', service('linkerd-dst-headless', 8086)],
    ['DESTINATION_PROFILE_NETWORKS', networks],
    ['POLICY_SVC_ADDR', service('linkerd-policy', 8090)],
    ['POLICY_WORKLOAD', '{"ns":"$(_pod_ns)", "pod":"$(_pod_name)"}\n'],
    ['INBOUND_DEFAULT_POLICY', proxy('defaultInboundPolicy')],
    ['POLICY_CLUSTER_NETWORKS', networks],
    ['CONTROL_STREAM_INITIAL_TIMEOUT', proxy('control.streams.initialTimeout')],
    ['CONTROL_STREAM_IDLE_TIMEOUT', proxy('control.streams.idleTimeout')],
    ['CONTROL_STREAM_LIFETIME', proxy('control.streams.lifetime')],
    ['INBOUND_CONNECT_TIMEOUT', proxy('inboundConnectTimeout')],
    ['OUTBOUND_CONNECT_TIMEOUT', proxy('outboundConnectTimeout')],
    ['OUTBOUND_DISCOVERY_IDLE_TIMEOUT', proxy('outboundDiscoveryCacheUnusedTimeout')],
    ['INBOUND_DISCOVERY_IDLE_TIMEOUT', proxy('inboundDiscoveryCacheUnusedTimeout')],
    ['OUTBOUND_DETECT_TIMEOUT', longWhen(proxy('disableOutboundProtocolDetectTimeout'))],
    ['INBOUND_DETECT_TIMEOUT', longWhen(proxy('disableInboundProtocolDetectTimeout'))],
    ...listening(proxy),
    ['INBOUND_IPS', field('status.podIPs')],
    ...((place.inboundPorts === ''
      ? []
      : [['INBOUND_PORTS', place.inboundPorts]]) satisfies readonly Variable[]),
    ['INGRESS_MODE', proxy('isIngress') === 'true' ? 'true' : ''],
    [
      'DESTINATION_PROFILE_SUFFIXES',
      proxy('enableExternalProfiles') === 'true' ? '.' : `svc.${domain}.`,
    ],
    ['INBOUND_ACCEPT_KEEPALIVE', '10000ms'],
    ['OUTBOUND_CONNECT_KEEPALIVE', '10000ms'],
    ['INBOUND_ACCEPT_USER_TIMEOUT', '30s'],
    ['OUTBOUND_CONNECT_USER_TIMEOUT', '30s'],
    ['OUTBOUND_METRICS_HOSTNAME_LABELS', proxy('metrics.hostnameLabels')],
    ...keepAlives(proxy),
    ['INBOUND_PORTS_DISABLE_PROTOCOL_DETECTION', proxy('opaquePorts')],
    [
      'DESTINATION_CONTEXT',
      '{"ns":"$(_pod_ns)", "nodeName":"$(_pod_nodeName)", "pod":"$(_pod_name)"}\n',
    ],
  ];
}

function listening(proxy: (path: string) => string): readonly Variable[] {
  return [
    ['CONTROL_LISTEN_ADDR', `0.0.0.0:${proxy('ports.control')}`],
    ['ADMIN_LISTEN_ADDR', `0.0.0.0:${proxy('ports.admin')}`],
    ['OUTBOUND_LISTEN_ADDR', `127.0.0.1:${proxy('ports.outbound')}`],
    ['OUTBOUND_LISTEN_ADDRS', `127.0.0.1:${proxy('ports.outbound')}`],
    ['INBOUND_LISTEN_ADDR', `0.0.0.0:${proxy('ports.inbound')}`],
  ];
}

function keepAlives(proxy: (path: string) => string): readonly Variable[] {
  return ['inbound', 'outbound'].flatMap((side): Variable[] => [
    [
      `${side.toUpperCase()}_SERVER_HTTP2_KEEP_ALIVE_INTERVAL`,
      proxy(`${side}.server.http2.keepAliveInterval`),
    ],
    [
      `${side.toUpperCase()}_SERVER_HTTP2_KEEP_ALIVE_TIMEOUT`,
      proxy(`${side}.server.http2.keepAliveTimeout`),
    ],
  ]);
}

function identityVariables(values: Values, place: ProxyPlace): readonly Variable[] {
  const domain = textAt(values, 'clusterDomain');
  const { controlPlane } = place;
  const name = (account: string) =>
    `${account}.serviceaccount.identity.${controlPlane}.${trustDomain(values)}`;
  const trust: Variable =
    place.trustFromConfigMap === true
      ? [
          'IDENTITY_TRUST_ANCHORS',
          {
            valueFrom: {
              configMapKeyRef: { name: 'linkerd-identity-trust-roots', key: 'ca-bundle.crt' },
            },
          },
        ]
      : ['IDENTITY_TRUST_ANCHORS', `${textAt(values, 'identityTrustAnchorsPEM').trim()}\n`];
  return [
    ['IDENTITY_DIR', '/var/run/linkerd/identity/end-entity'],
    trust,
    ['IDENTITY_TOKEN_FILE', '/var/run/secrets/tokens/linkerd-identity-token'],
    [
      'IDENTITY_SVC_ADDR',
      place.component === 'linkerd-identity'
        ? 'localhost.:8080'
        : `linkerd-identity-headless.${controlPlane}.svc.${domain}.:8080`,
    ],
    ['IDENTITY_LOCAL_NAME', name('$(_pod_sa).$(_pod_ns)')],
    ['IDENTITY_SVC_NAME', name(`linkerd-identity.${controlPlane}`)],
    ['DESTINATION_SVC_NAME', name(`linkerd-destination.${controlPlane}`)],
    ['POLICY_SVC_NAME', name(`linkerd-destination.${controlPlane}`)],
    ['ACCESS_LOG', textAt(values, 'proxy.accessLog')],
    ['SHUTDOWN_GRACE_PERIOD', textAt(values, 'proxy.shutdownGracePeriod')],
  ];
}

/** Whole processors, for what may be used of them. */
function cores(limit: string): string {
  const [, amount, milli] = /^([\d.]+)(m?)$/.exec(limit) ?? [];
  if (amount === undefined) return '';
  return String(Math.max(1, Math.ceil(Number(amount) / (milli === 'm' ? 1000 : 1))));
}

function longWhen(disabled: string): string {
  return disabled === 'true' ? '365d' : '';
}
