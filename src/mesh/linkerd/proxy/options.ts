import type { Workload } from '#mesh/linkerd/proxy-api.ts';
import { pemBlocks } from './trust.ts';

/** Where a service of the control plane is, and the name in its certificate. */
export interface ControlAddress {
  readonly host: string;
  readonly port: number;
  /** None on loopback: it is asked in plain text. */
  readonly serverName: string | undefined;
}

/** What the environment says (linkerd/app/src/env.rs, v2.359). */
export interface ProxyOptions {
  readonly identity: string;
  readonly tokenFile: string;
  /** PEM, one each. */
  readonly trustAnchors: readonly string[];
  readonly identityService: ControlAddress;
  readonly destinationService: ControlAddress;
  readonly policyService: ControlAddress;
  readonly workload: Workload;
  /** `all-unauthenticated`, until the policy controller has said something. */
  readonly inboundDefaultPolicy: string;
  readonly clusterNetworks: readonly string[];
  readonly opaquePorts: readonly number[];
  readonly inboundPorts: readonly number[];
  readonly adminPort: number;
  readonly tapPort: number;
  /** Who may tap; nobody when there is no viz. */
  readonly tapServiceName: string | undefined;
  readonly isShutdownEnabled: boolean;
  readonly connectTimeoutMs: number;
  /** Tells clients what went wrong by headers. */
  readonly tellsErrors: boolean;
  readonly logFilter: string;
}

type Environment = ReadonlyMap<string, string>;

const required = [
  'IDENTITY_LOCAL_NAME',
  'IDENTITY_TRUST_ANCHORS',
  'IDENTITY_SVC_ADDR',
  'DESTINATION_SVC_ADDR',
  'POLICY_SVC_ADDR',
];

/** Undefined when something is missing that it cannot do without. */
export function readProxyOptions(env: Environment): ProxyOptions | undefined {
  const read = (name: string, otherwise = '') => env.get(`LINKERD2_PROXY_${name}`) ?? otherwise;
  if (required.some((name) => read(name) === '')) return undefined;
  const context = readContext(read('DESTINATION_CONTEXT', read('POLICY_WORKLOAD')));
  const tapServiceName = read('TAP_SVC_NAME');
  return {
    identity: read('IDENTITY_LOCAL_NAME'),
    tokenFile: read('IDENTITY_TOKEN_FILE'),
    trustAnchors: pemBlocks(read('IDENTITY_TRUST_ANCHORS')),
    identityService: address(read('IDENTITY_SVC_ADDR'), read('IDENTITY_SVC_NAME')),
    destinationService: address(read('DESTINATION_SVC_ADDR'), read('DESTINATION_SVC_NAME')),
    policyService: address(read('POLICY_SVC_ADDR'), read('POLICY_SVC_NAME')),
    workload: context,
    inboundDefaultPolicy: read('INBOUND_DEFAULT_POLICY', 'all-unauthenticated'),
    clusterNetworks: list(read('DESTINATION_PROFILE_NETWORKS')).filter((net) => net.includes('.')),
    opaquePorts: ports(read('INBOUND_PORTS_DISABLE_PROTOCOL_DETECTION')),
    inboundPorts: ports(read('INBOUND_PORTS')),
    adminPort: portOf(read('ADMIN_LISTEN_ADDR', '0.0.0.0:4191')),
    tapPort: portOf(read('CONTROL_LISTEN_ADDR', '0.0.0.0:4190')),
    tapServiceName: tapServiceName === '' ? undefined : tapServiceName,
    isShutdownEnabled: read('SHUTDOWN_ENDPOINT_ENABLED') === 'true',
    connectTimeoutMs: milliseconds(read('OUTBOUND_CONNECT_TIMEOUT')) ?? 1000,
    tellsErrors: read('OUTBOUND_DISABLE_INFORMATIONAL_HEADERS') !== 'true',
    logFilter: read('LOG', 'warn,linkerd=info'),
  };
}

/** `linkerd-dst-headless.linkerd.svc.cluster.local.:8086`. */
function address(text: string, name: string): ControlAddress {
  const [, host = '', port = ''] = /^(.*?)\.?:(\d+)$/.exec(text) ?? [];
  const isLoopback = host === 'localhost' || host.startsWith('127.');
  return { host, port: Number(port), serverName: isLoopback || name === '' ? undefined : name };
}

/** `{"ns":"emojivoto", "nodeName":"worker", "pod":"web-5f86686c4d-58p7k"}`. */
function readContext(text: string): Workload {
  const field = (name: string) => new RegExp(`"${name}"\\s*:\\s*"([^"]*)"`).exec(text)?.[1] ?? '';
  return { namespace: field('ns'), pod: field('pod'), node: field('nodeName') };
}

function list(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

/** `25,587,3306,4444-4449`. */
function ports(text: string): readonly number[] {
  return list(text).flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  });
}

function portOf(listen: string): number {
  return Number(listen.replace(/^.*:/, ''));
}

/** `1000ms`, `30s`, `1h`. */
function milliseconds(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * (units[unit] ?? 1);
}

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
