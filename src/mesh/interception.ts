import type { Hooks, Stack } from '#cluster/network/stack.ts';
import type { Outcome } from '#cluster/network/http.ts';

/** What istio-iptables was told: which connections the proxy takes. */
export interface Redirection {
  /** CIDRs, or `*`. */
  readonly includeOutbound: string;
  readonly excludeOutbound: string;
  readonly includeOutboundPorts: string;
  readonly excludeOutboundPorts: string;
  /** Ports, `*` or nothing. */
  readonly includeInboundPorts: string;
  readonly excludeInboundPorts: string;
}

/** The rules of one pod's network: what is redirected goes to the proxy, and is refused while there is none. */
export interface Interception {
  /** The proxy that runs now. */
  hooks: Hooks | undefined;
  /** Connections of user 1337, the proxy's own, are not redirected: all that `work` opens. */
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

/** Nobody listens on 15001 or 15006. */
const refused: Outcome = { type: 'failure', failure: { reason: 'refused' }, elapsed: 0 };

/** Puts the rules in a pod's network, as istio-iptables does. */
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
      if (!takesInbound(connection.destination.port)) return next(request, connection.destination);
      const { hooks } = interception;
      if (!hooks) return refused;
      return hooks.inbound
        ? hooks.inbound(request, connection, next)
        : next(request, connection.destination);
    },
    terminate: (hello, connection) =>
      takesInbound(connection.destination.port)
        ? interception.hooks?.terminate?.(hello, connection)
        : undefined,
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
    if (excludedPorts.has(port) || excluded(ip)) return false;
    return ports.has(port) || redirection.includeOutbound === '*' || included(ip);
  };
}

function inboundMatcher(redirection: Redirection): (port: number) => boolean {
  const excluded = portSet(redirection.excludeInboundPorts);
  const included = portSet(redirection.includeInboundPorts);
  const takesAll = redirection.includeInboundPorts === '*';
  return (port) => (takesAll ? !excluded.has(port) : included.has(port));
}

function portSet(text: string): ReadonlySet<number> {
  return new Set(text.split(',').filter(Boolean).map(Number));
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
