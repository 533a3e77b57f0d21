import { textAt } from '#commands/kubectl/json.ts';
import type { Checker } from './checker.ts';
import { skipped, type Verdict } from './runner.ts';

interface Network {
  readonly address: bigint;
  readonly bits: number;
  /** Of the mask. */
  readonly length: number;
}

/** Go's net.ParseCIDR; undefined for what is none. */
function parseNetwork(text: string): Network | undefined {
  const [ip = '', length = ''] = text.split('/');
  const address = parseAddress(ip);
  const bits = ip.includes(':') ? 128 : 32;
  if (address === undefined || !/^\d+$/.test(length) || Number(length) > bits) return undefined;
  return { address, bits, length: Number(length) };
}

function parseAddress(ip: string): bigint | undefined {
  if (!ip.includes(':'))
    return /^(\d{1,3}\.){3}\d{1,3}$/.test(ip) ? joined(ip.split('.'), 8) : undefined;
  const [head = '', tail] = ip.split('::');
  const groups = (text: string) =>
    text
      .split(':')
      .filter(Boolean)
      .map((group) => `0x${group}`);
  const [before, after] = [groups(head), groups(tail ?? '')];
  const gap = tail === undefined ? 0 : 8 - before.length - after.length;
  if (gap < 0 || before.length + gap + after.length !== 8) return undefined;
  return joined([...before, ...Array.from({ length: gap }, () => '0'), ...after], 16);
}

function joined(parts: readonly string[], size: number): bigint {
  return parts.reduce((sum, part) => (sum << BigInt(size)) | BigInt(Number(part)), 0n);
}

/** Is the whole of the other within it? */
function includes(network: Network, other: Network): boolean {
  const rest = BigInt(network.bits - network.length);
  return (
    network.bits === other.bits &&
    other.length >= network.length &&
    network.address >> rest === other.address >> rest
  );
}

interface ClusterNetworks {
  /** As the configuration writes them. */
  readonly text: string;
  readonly includes: (cidr: string) => boolean;
  readonly problem: string | undefined;
}

async function clusterNetworks(checker: Checker): Promise<ClusterNetworks> {
  const text = textAt(await checker.values(), 'clusterNetworks');
  const parts = text.split(',');
  const wrong = parts.find((part) => parseNetwork(part) === undefined);
  const networks = parts.flatMap((part) => parseNetwork(part) ?? []);
  return {
    text,
    includes: (cidr) => {
      const other = parseNetwork(cidr);
      return other !== undefined && networks.some((network) => includes(network, other));
    },
    problem: wrong === undefined ? undefined : `invalid CIDR address: ${wrong}`,
  };
}

function ofAddress(ip: string): string {
  return `${ip}/${ip.includes(':') ? 128 : 32}`;
}

/** `checkClusterNetworks`. */
export async function foreignPodCidrs(checker: Checker): Promise<Verdict> {
  const nodes = await checker.list('/api/v1/nodes');
  const networks = await clusterNetworks(checker);
  if (networks.problem !== undefined) return networks.problem;
  const cidrs = nodes.map((node) => textAt(node, 'spec.podCIDR')).filter(Boolean);
  if (cidrs.length === 0) return skipped;
  const foreign = cidrs.filter((cidr) => !networks.includes(cidr)).toSorted();
  if (foreign.length === 0) return undefined;
  return `node has podCIDR(s) [${foreign.join(' ')}] which are not contained in the Linkerd clusterNetworks.\n\tTry installing linkerd via --set clusterNetworks="${foreign.join('\\,')}"`;
}

/** `checkClusterNetworksContainAllPods`. */
export async function foreignPod(checker: Checker): Promise<Verdict> {
  const networks = await clusterNetworks(checker);
  if (networks.problem !== undefined) return networks.problem;
  const pods = await checker.list('/api/v1/pods');
  const pod = pods.find((one) => {
    const ip = textAt(one, 'status.podIP');
    const isOfHost = textAt(one, 'spec.hostNetwork') === 'true';
    return !isOfHost && ip !== '' && !networks.includes(ofAddress(ip));
  });
  return pod && foreign(networks, 'pod', pod, textAt(pod, 'status.podIP'));
}

/** `checkClusterNetworksContainAllServices`. */
export async function foreignService(checker: Checker): Promise<Verdict> {
  const networks = await clusterNetworks(checker);
  if (networks.problem !== undefined) return networks.problem;
  const services = await checker.list('/api/v1/services');
  const service = services.find((one) => {
    const ip = textAt(one, 'spec.clusterIP');
    return ip !== '' && ip !== 'None' && !networks.includes(ofAddress(ip));
  });
  return service && foreign(networks, 'svc', service, textAt(service, 'spec.clusterIP'));
}

function foreign({ text }: ClusterNetworks, kind: string, object: unknown, ip: string): string {
  const name = `${textAt(object, 'metadata.namespace')}/${textAt(object, 'metadata.name')}`;
  return `the Linkerd clusterNetworks [${JSON.stringify(text)}] do not include ${kind} ${name} (${ip})`;
}
