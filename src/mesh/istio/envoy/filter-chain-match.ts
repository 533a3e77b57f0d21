import type { FilterChain, FilterChainMatch, Listener } from './config.ts';
import type { CidrRange } from './matchers.ts';

/** What listener filters found out of a new connection. */
export interface ConnectionFacts {
  readonly destinationIp: string;
  readonly destinationPort: number;
  readonly sourceIp: string;
  readonly serverName: string;
  readonly transport: 'tls' | 'raw_buffer';
  /** The client's ALPN in its order, or what the HTTP inspector saw. */
  readonly applications: readonly string[];
}

/**
 * The most specific chain, by Envoy's order of criteria: port, destination address, server name, transport, application, source
 * address. What one criterion chose is not taken back at the next (FilterChainManagerImpl::findFilterChain).
 */
export function findFilterChain(
  { filterChains = [], defaultFilterChain }: Listener,
  facts: ConnectionFacts,
): FilterChain | undefined {
  let chains: readonly FilterChain[] = filterChains;
  for (const narrow of criteria) {
    chains = narrow(chains, facts);
    if (chains.length === 0) return defaultFilterChain;
  }
  return chains[0];
}

type Narrow = (chains: readonly FilterChain[], facts: ConnectionFacts) => readonly FilterChain[];

const criteria: readonly Narrow[] = [
  (chains, { destinationPort }) =>
    those(chains, ({ destinationPort: port }) => port === destinationPort) ??
    those(chains, ({ destinationPort: port }) => port === undefined) ??
    [],
  (chains, { destinationIp }) => byAddress(chains, destinationIp, (match) => match.prefixRanges),
  byServerName,
  (chains, { transport }) =>
    those(chains, ({ transportProtocol }) => transportProtocol === transport) ??
    those(chains, ({ transportProtocol }) => transportProtocol === undefined) ??
    [],
  (chains, { applications }) => {
    for (const application of applications) {
      const named = those(chains, (match) => match.applicationProtocols?.includes(application));
      if (named) return named;
    }
    return those(chains, (match) => isEmpty(match.applicationProtocols)) ?? [];
  },
  (chains, { sourceIp }) => byAddress(chains, sourceIp, (match) => match.sourcePrefixRanges),
];

function those(
  chains: readonly FilterChain[],
  accepts: (match: FilterChainMatch) => boolean | undefined,
): readonly FilterChain[] | undefined {
  const found = chains.filter(({ filterChainMatch = {} }) => accepts(filterChainMatch));
  return found.length > 0 ? found : undefined;
}

function isEmpty(list: readonly unknown[] | undefined): boolean {
  return list === undefined || list.length === 0;
}

function byServerName(chains: readonly FilterChain[], { serverName }: ConnectionFacts) {
  if (chains.every(({ filterChainMatch }) => isEmpty(filterChainMatch?.serverNames))) return chains;
  const name = serverName.toLowerCase();
  const candidates = name === '' ? [] : [name, ...wildcardsOf(name)];
  for (const candidate of candidates) {
    const named = those(chains, (match) => match.serverNames?.includes(candidate));
    if (named) return named;
  }
  return those(chains, (match) => isEmpty(match.serverNames)) ?? [];
}

/** `*.b.c`, `*.c` of `a.b.c`: the longest first. */
function wildcardsOf(name: string): string[] {
  const labels = name.split('.');
  return labels.slice(1).map((_, index) => `*.${labels.slice(index + 1).join('.')}`);
}

/** Those whose range is the longest that holds the address; those without ranges when there is none. */
function byAddress(
  chains: readonly FilterChain[],
  ip: string,
  rangesOf: (match: FilterChainMatch) => readonly CidrRange[] | undefined,
): readonly FilterChain[] {
  if (chains.every(({ filterChainMatch = {} }) => isEmpty(rangesOf(filterChainMatch))))
    return chains;
  const lengthOf = (match: FilterChainMatch): number => {
    const ranges = rangesOf(match) ?? [];
    if (ranges.length === 0) return 0;
    const holding = ranges.filter((range) => isInRange(ip, range));
    return holding.length === 0 ? -1 : Math.max(...holding.map(({ prefixLen }) => prefixLen));
  };
  const longest = Math.max(
    ...chains.map(({ filterChainMatch = {} }) => lengthOf(filterChainMatch)),
  );
  return longest < 0
    ? []
    : chains.filter(({ filterChainMatch = {} }) => lengthOf(filterChainMatch) === longest);
}

/** Of IPv4; an address of the other family is in no range. */
export function isInRange(ip: string, { addressPrefix, prefixLen }: CidrRange): boolean {
  const [address, base] = [numberOf(ip), numberOf(addressPrefix)];
  if (address === undefined || base === undefined) return ip === addressPrefix;
  return prefixLen <= 0 || address >>> (32 - prefixLen) === base >>> (32 - prefixLen);
}

function numberOf(ip: string): number | undefined {
  const parts = ip.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return undefined;
  return parts.reduce((sum, part) => ((sum << 8) | part) >>> 0, 0);
}
