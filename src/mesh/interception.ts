import type { Hooks, Stack } from '#cluster/network/stack.ts';
import type { Connection, Outcome } from '#cluster/network/http.ts';

/** What istio-iptables or linkerd2-proxy-init was told: which connections the proxy takes. Ports are `80` or `4444-4449`. */
export interface Redirection {
  /** CIDRs, or `*`. */
  readonly includeOutbound: string;
  readonly excludeOutbound: string;
  readonly includeOutboundPorts: string;
  readonly excludeOutboundPorts: string;
  /** Ports, `*` or nothing. */
  readonly includeInboundPorts: string;
  readonly excludeInboundPorts: string;
  /** CIDRs whose connections are left alone; nobody's when left out. */
  readonly excludeInboundSources?: string;
}

/** The rules of one pod's network: what is redirected goes to the proxy, and is refused while there is none. */
export interface Interception {
  /** The proxy that runs now. */
  hooks: Hooks | undefined;
  /** Connections of the proxy's own user are not redirected: all that `work` opens. */
  asProxy: <T>(work: () => T) => T;
}

const interceptions = new WeakMap<Stack, Interception>();

/** Of a pod, when it has any. A snapshot needs nothing of it but its proxy: the rules are the pod's network's. */
export function interceptionOf(stack: Stack): Interception {
  const known = interceptions.get(stack);
  if (known) return known;
  let depth = 0;
  const interception: Interception & { isProxy: () => boolean } = {
    hooks: undefined,
    isProxy: () => depth > 0,
    asProxy: (work) => {
      depth += 1;
      try {
        return work();
      } finally {
        depth -= 1;
      }
    },
  };
  interceptions.set(stack, interception);
  proxyUsers.set(interception, interception.isProxy);
  return interception;
}

const proxyUsers = new WeakMap<Interception, () => boolean>();

/** Nobody listens on the proxy's ports. */
const refused: Outcome = { type: 'failure', failure: { reason: 'refused' }, elapsed: 0 };

/** Puts the rules in a pod's network, as the init container of a mesh does. */
export function redirect(stack: Stack, redirection: Redirection): void {
  const interception = interceptionOf(stack);
  const isProxy = proxyUsers.get(interception) ?? (() => false);
  const takesOutbound = outboundMatcher(redirection);
  const takesInbound = inboundMatcher(redirection);
  stack.intercept({
    outbound: (request, to, next, options) => {
      if (isProxy() || !takesOutbound(to)) return next(request, to);
      const { hooks } = interception;
      if (!hooks) return refused;
      return hooks.outbound ? hooks.outbound(request, to, next, options) : next(request, to);
    },
    inbound: (request, connection, next) => {
      if (!takesInbound(connection)) return next(request, connection.destination);
      const { hooks } = interception;
      if (!hooks) return refused;
      return hooks.inbound
        ? hooks.inbound(request, connection, next)
        : next(request, connection.destination);
    },
    terminate: (hello, connection) =>
      takesInbound(connection) ? interception.hooks?.terminate?.(hello, connection) : undefined,
  });
}

interface Destination {
  readonly ip: string;
  readonly port: number;
}

function outboundMatcher(redirection: Redirection): (to: Destination) => boolean {
  const included = ranges(redirection.includeOutbound);
  const excluded = ranges(redirection.excludeOutbound);
  const ports = portSet(redirection.includeOutboundPorts);
  const excludedPorts = portSet(redirection.excludeOutboundPorts);
  return ({ ip, port }) => {
    if (excludedPorts(port) || excluded(ip)) return false;
    return ports(port) || redirection.includeOutbound === '*' || included(ip);
  };
}

function inboundMatcher(redirection: Redirection): (connection: Connection) => boolean {
  const excluded = portSet(redirection.excludeInboundPorts);
  const included = portSet(redirection.includeInboundPorts);
  const excludedSources = ranges(redirection.excludeInboundSources ?? '');
  const takesAll = redirection.includeInboundPorts === '*';
  return ({ source, destination: { port } }) => {
    if (takesAll ? excluded(port) : !included(port)) return false;
    return !excludedSources(source.ip);
  };
}

/** Most sets name a handful of ports, and few of them a range. */
function portSet(text: string): (port: number) => boolean {
  const all = text
    .split(',')
    .filter(Boolean)
    .map((range) => {
      const [first, last = first] = range.split('-').map(Number);
      return { first: first ?? 0, last: last ?? 0 };
    });
  return (port) => all.some(({ first, last }) => first <= port && port <= last);
}

function ranges(text: string): (ip: string) => boolean {
  const all = text
    .split(',')
    .filter((range) => range.includes('/'))
    .map((range) => {
      const [address = '', length = '32'] = range.trim().split('/');
      const size = 2 ** (32 - Number(length));
      return { first: Math.floor(number(address) / size), size };
    });
  return (ip) => all.some(({ first, size }) => Math.floor(number(ip) / size) === first);
}

function number(ip: string): number {
  return ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
