import type { Network } from '#mesh/linkerd/proxy-api.ts';

interface Range {
  readonly first: number;
  readonly size: number;
}

const ranges = new Map<string, Range>();

/** Of IPv4; a range of IPv6 holds no address of the course's clusters. */
function rangeOf(cidr: string): Range {
  const known = ranges.get(cidr);
  if (known) return known;
  const [address = '', length = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(length));
  const isIpv4 = address.includes('.');
  const range = { first: isIpv4 ? Math.floor(numberOf(address) / size) : -1, size };
  ranges.set(cidr, range);
  return range;
}

function numberOf(ip: string): number {
  return ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

export function includes(cidrs: readonly string[], ip: string): boolean {
  const number = numberOf(ip);
  return cidrs.some((cidr) => {
    const { first, size } = rangeOf(cidr);
    return Math.floor(number / size) === first;
  });
}

export function inNetworks(networks: readonly Network[], ip: string): boolean {
  return networks.some(({ net, except }) => includes([net], ip) && !includes(except, ip));
}
