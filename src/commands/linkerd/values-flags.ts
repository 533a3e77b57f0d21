import type { Flag } from '#commands/cobra/command.ts';
import type { Flags } from '#commands/kubectl/flags.ts';
import { textAt, type Values, withValue } from '#mesh/linkerd/install/values.ts';
import { linkerdVersion } from '#mesh/linkerd/version.ts';

/** A flag that sets values of the chart (cli/cmd/options.go). */
export interface ValueFlag {
  readonly flag: Flag;
  readonly name: string;
  /** Where it goes; two where one flag says both. */
  readonly paths: readonly string[];
  readonly read?: (given: string) => unknown;
}

function value(
  definition: string,
  usage: string,
  paths: string | readonly string[],
  read?: (given: string) => unknown,
): ValueFlag {
  const name = /^(?:\w\/)?([\w-]+)/.exec(definition)?.[1] ?? '';
  return {
    flag: [definition, usage],
    name,
    paths: typeof paths === 'string' ? [paths] : paths,
    ...(read && { read }),
  };
}

const number = Number;
const yes = (given: string) => given === 'true';
const no = (given: string) => given !== 'true';

/** Of `install` alone: what must not change afterwards. */
export const installOnly: readonly ValueFlag[] = [
  value('cluster-domain s cluster.local', 'Set custom cluster domain', 'clusterDomain'),
  value(
    'identity-trust-domain s cluster.local',
    'Configures the name suffix used for identities.',
    'identityTrustDomain',
  ),
  value(
    'identity-external-ca b',
    'Whether to use an external CA provider (default false)',
    'identity.externalCA',
    yes,
  ),
  value(
    'identity-external-issuer b',
    'Whether to use an external identity issuer (default false)',
    'identity.issuer.scheme',
    (given) => (given === 'true' ? 'kubernetes.io/tls' : 'linkerd.io/tls'),
  ),
];

/** Of `install` and `upgrade`. */
export const controlPlaneFlags: readonly ValueFlag[] = [
  value(
    'controller-log-level s info',
    'Log level for the controller and web components',
    'controllerLogLevel',
  ),
  value(
    'controller-replicas u 1',
    'Replicas of the controller to deploy',
    'controllerReplicas',
    number,
  ),
  value(
    'controller-uid j 2103',
    'Run the control plane components under this user ID',
    'controllerUID',
    number,
  ),
  value(
    'controller-gid j -1',
    'Run the control plane components under this group ID',
    'controllerGID',
    number,
  ),
  value(
    'disable-h2-upgrade b',
    'Prevents the controller from instructing proxies to perform transparent HTTP/2 upgrading (default false)',
    'enableH2Upgrade',
    no,
  ),
  value(
    'disable-heartbeat b',
    'Disables the heartbeat cronjob (default false)',
    'disableHeartBeat',
    yes,
  ),
  value(
    'enable-endpoint-slices b true',
    'Enables the usage of EndpointSlice informers and resources for destination service',
    'enableEndpointSlices',
    yes,
  ),
  value(
    'identity-clock-skew-allowance s 20s',
    'The amount of time to allow for clock skew within a Linkerd cluster',
    'identity.issuer.clockSkewAllowance',
  ),
  value(
    'identity-issuance-lifetime s 24h0m0s',
    'The amount of time for which the Identity issuer should certify identity',
    'identity.issuer.issuanceLifetime',
  ),
  value(
    'linkerd-cni-enabled b',
    'Omit the NET_ADMIN capability in the PSP and the proxy-init container when injecting the proxy; requires the linkerd-cni plugin to already be installed',
    'cniEnabled',
    yes,
  ),
  value(
    `control-plane-version s ${linkerdVersion}`,
    'Tag to be used for the control plane component images',
    'controllerImageVersion',
  ),
];

/** Of `install`, `upgrade` and `inject`: how proxies are. */
export const proxyFlags: readonly ValueFlag[] = [
  value('admin-port u 4191', 'Proxy port to serve metrics on', 'proxy.ports.admin', number),
  value('control-port u 4190', 'Proxy port to use for control', 'proxy.ports.control', number),
  value(
    'default-inbound-policy s',
    'Inbound policy to use to control inbound access to the proxy',
    'proxy.defaultInboundPolicy',
  ),
  value(
    'enable-external-profiles b',
    'Enable service profiles for non-Kubernetes services',
    'proxy.enableExternalProfiles',
    yes,
  ),
  value('image-pull-policy s IfNotPresent', 'Docker image pull policy', [
    'imagePullPolicy',
    'proxy.image.pullPolicy',
  ]),
  value(
    'inbound-port u 4143',
    'Proxy port to use for inbound traffic',
    'proxy.ports.inbound',
    number,
  ),
  value(
    'outbound-port u 4140',
    'Proxy port to use for outbound traffic',
    'proxy.ports.outbound',
    number,
  ),
  value(
    'proxy-cpu-limit s',
    'Maximum amount of CPU units that the proxy sidecar can use',
    'proxy.resources.cpu.limit',
  ),
  value(
    'proxy-cpu-request s',
    'Amount of CPU units that the proxy sidecar requests',
    'proxy.resources.cpu.request',
  ),
  value('proxy-gid j -1', 'Run the proxy under this group ID', 'proxy.gid', number),
  value(
    'proxy-image s cr.l5d.io/linkerd/proxy',
    'Linkerd proxy container image name',
    'proxy.image.name',
  ),
  value(
    'proxy-log-level s warn,linkerd=info,hickory=error',
    'Log level for the proxy',
    'proxy.logLevel',
  ),
  value(
    'proxy-memory-limit s',
    'Maximum amount of Memory that the proxy sidecar can use',
    'proxy.resources.memory.limit',
  ),
  value(
    'proxy-memory-request s',
    'Amount of Memory that the proxy sidecar requests',
    'proxy.resources.memory.request',
  ),
  value('proxy-uid j 2102', 'Run the proxy under this user ID', 'proxy.uid', number),
  value(
    `v/proxy-version s ${linkerdVersion}`,
    'Tag to be used for the Linkerd proxy images',
    'proxy.image.version',
  ),
  value(
    'skip-inbound-ports l',
    'Ports and/or port ranges (inclusive) that should skip the proxy and send directly to the application',
    'proxyInit.ignoreInboundPorts',
  ),
  value(
    'skip-outbound-ports l',
    'Outbound ports and/or port ranges (inclusive) that should skip the proxy',
    'proxyInit.ignoreOutboundPorts',
  ),
];

/** Of `inject` alone. */
export const injectFlags: readonly ValueFlag[] = [
  value(
    'access-log s',
    'Enable HTTP access logging on the proxy. Available formats: apache, json',
    'proxy.accessLog',
  ),
  value('ingress b', 'Enable ingress mode in the linkerd proxy', 'proxy.isIngress', yes),
  value('opaque-ports l', 'Set opaque ports on the proxy', 'proxy.opaquePorts'),
  value(
    'shutdown-grace-period s',
    'Grace period for graceful proxy shutdowns. If this timeout elapses before all open connections have completed, the proxy will terminate forcefully, closing any remaining connections.',
    'proxy.shutdownGracePeriod',
  ),
  value(
    'wait-before-exit-seconds u 0',
    'The period during which the proxy sidecar must stay alive while its pod is terminating. Must be smaller than terminationGracePeriodSeconds for the pod (default 0)',
    'proxy.waitBeforeExitSeconds',
    number,
  ),
  value('native-sidecar b', 'Enable native sidecar', 'proxy.nativeSidecar', yes),
];

/** The values, with what flags of the line say instead. */
export function withFlags(values: Values, flags: Flags, list: readonly ValueFlag[]): Values {
  let result = values;
  for (const { flag, name, paths, read } of list) {
    if (!flags.changed(name)) continue;
    const given = / l\b/.test(flag[0]) ? flags.list(name).join(',') : flags.text(name);
    for (const path of paths) result = withValue(result, path, read ? read(given) : given);
  }
  const registry = flags.has('registry') && flags.changed('registry') ? flags.text('registry') : '';
  return registry === '' ? result : moved(result, registry);
}

/** The same images, of another registry (registryOverride). */
function moved(values: Values, registry: string): Values {
  const names = ['controllerImage', 'proxy.image.name', 'debugContainer.image.name'];
  return names.reduce((all, path) => {
    const short = textAt(all, path).replace(/^.*\//, '');
    return withValue(all, path, `${registry.replace(/\/$/, '')}/${short}`);
  }, values);
}

export const registryFlag: Flag = [
  'registry s cr.l5d.io/linkerd',
  'Docker registry to pull images from ($LINKERD_DOCKER_REGISTRY)',
];

/** Helm's, for any value (pkg/flags: AddValueOptionsFlags). */
export const helmFlags: readonly Flag[] = [
  [
    'set a',
    'set values on the command line (can specify multiple or separate values with commas: key1=val1,key2=val2)',
  ],
  [
    'set-file a',
    'set values from respective files specified via the command line (can specify multiple or separate values with commas: key1=path1,key2=path2)',
  ],
  [
    'set-string a',
    'set STRING values on the command line (can specify multiple or separate values with commas: key1=val1,key2=val2)',
  ],
  ['f/values l', 'specify values in a YAML file or a URL (can specify multiple)'],
];
