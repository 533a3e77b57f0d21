import { type Values, withValue } from '#mesh/linkerd/install/values.ts';

export const injectAnnotation = 'linkerd.io/inject';
export const opaquePortsAnnotation = 'config.linkerd.io/opaque-ports';

export type Annotations = Readonly<Record<string, string>>;

type Reader = (text: string) => unknown;

const text: Reader = (given) => given;
/** Go's strconv refuses what is no number: the setting stays as it was. */
const number: Reader = (given) => (/^-?\d+$/.test(given) ? Number(given) : undefined);
const flag: Reader = (given) =>
  /^(1|t|true)$/i.test(given) ? true : /^(0|f|false)$/i.test(given) ? false : undefined;
const enabled: Reader = (given) =>
  given === 'enabled' ? true : given === 'disabled' ? false : undefined;

interface Setting {
  /** After `config.linkerd.io/`. */
  readonly name: string;
  /** Where it goes, in the values. */
  readonly path: string;
  readonly read: Reader;
}

const setting = (name: string, path: string, read: Reader = text): Setting => ({
  name,
  path,
  read,
});

/** What annotations change of the settings of one pod (pkg/inject/inject.go: applyAnnotationOverrides). */
export const settings: readonly Setting[] = [
  setting('proxy-image', 'proxy.image.name'),
  setting('proxy-image-pull-policy', 'proxy.image.pullPolicy'),
  setting('proxy-version', 'proxy.image.version'),
  setting('control-port', 'proxy.ports.control', number),
  setting('inbound-port', 'proxy.ports.inbound', number),
  setting('outbound-port', 'proxy.ports.outbound', number),
  setting('admin-port', 'proxy.ports.admin', number),
  setting('pod-inbound-ports', 'proxy.podInboundPorts'),
  setting('proxy-log-level', 'proxy.logLevel'),
  setting('proxy-log-format', 'proxy.logFormat'),
  setting('proxy-log-http-headers', 'proxy.logHTTPHeaders'),
  setting('proxy-require-identity-inbound-ports', 'proxy.requireIdentityOnInboundPorts'),
  setting('enable-external-profiles', 'proxy.enableExternalProfiles', flag),
  setting('proxy-cpu-request', 'proxy.resources.cpu.request'),
  setting('proxy-cpu-limit', 'proxy.resources.cpu.limit'),
  setting('proxy-memory-request', 'proxy.resources.memory.request'),
  setting('proxy-memory-limit', 'proxy.resources.memory.limit'),
  setting('proxy-ephemeral-storage-request', 'proxy.resources.ephemeral-storage.request'),
  setting('proxy-ephemeral-storage-limit', 'proxy.resources.ephemeral-storage.limit'),
  setting('proxy-uid', 'proxy.uid', number),
  setting('proxy-gid', 'proxy.gid', number),
  setting('skip-inbound-ports', 'proxyInit.ignoreInboundPorts'),
  setting('skip-outbound-ports', 'proxyInit.ignoreOutboundPorts'),
  setting('skip-subnets', 'proxyInit.skipSubnets'),
  setting('opaque-ports', 'proxy.opaquePorts'),
  setting('default-inbound-policy', 'proxy.defaultInboundPolicy'),
  setting('proxy-outbound-connect-timeout', 'proxy.outboundConnectTimeout'),
  setting('proxy-inbound-connect-timeout', 'proxy.inboundConnectTimeout'),
  setting(
    'proxy-outbound-discovery-cache-unused-timeout',
    'proxy.outboundDiscoveryCacheUnusedTimeout',
  ),
  setting(
    'proxy-inbound-discovery-cache-unused-timeout',
    'proxy.inboundDiscoveryCacheUnusedTimeout',
  ),
  setting(
    'proxy-disable-outbound-protocol-detect-timeout',
    'proxy.disableOutboundProtocolDetectTimeout',
    flag,
  ),
  setting(
    'proxy-disable-inbound-protocol-detect-timeout',
    'proxy.disableInboundProtocolDetectTimeout',
    flag,
  ),
  setting('proxy-await', 'proxy.await', enabled),
  setting('access-log', 'proxy.accessLog'),
  setting('shutdown-grace-period', 'proxy.shutdownGracePeriod'),
  setting('proxy-wait-before-exit-seconds', 'proxy.waitBeforeExitSeconds', number),
  setting('proxy-enable-native-sidecar', 'proxy.nativeSidecar', flag),
];

/** The oldest form first: a newer one wins. */
const prefixes = ['config.alpha.linkerd.io/', 'config.beta.linkerd.io/', 'config.linkerd.io/'];
const early = new Set(['proxy-wait-before-exit-seconds', 'proxy-enable-native-sidecar']);

/** Is it one of those that a namespace hands down to its pods? */
export function isSetting(annotation: string): boolean {
  return known.has(annotation);
}

const known: ReadonlySet<string> = new Set([
  ...settings.flatMap(({ name }) => formsOf(name)),
  'config.linkerd.io/enable-debug-sidecar',
]);

function formsOf(name: string): readonly string[] {
  return early.has(name) ? prefixes.map((prefix) => prefix + name) : [`config.linkerd.io/${name}`];
}

/** The values, with what annotations say instead. */
export function overridden(values: Values, annotations: Annotations): Values {
  let result = values;
  for (const { name, path, read } of settings)
    for (const form of formsOf(name)) {
      const given = annotations[form];
      const value = given === undefined ? undefined : read(given);
      if (value !== undefined) result = withValue(result, path, value);
    }
  return annotations[injectAnnotation] === 'ingress'
    ? withValue(result, 'proxy.isIngress', true)
    : result;
}
