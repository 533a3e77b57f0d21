import { createPlaces, type Places } from './places.ts';
import type { Api } from '#cluster/api/api.ts';
import type { Clock, Restore } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import { createDns, isAddress, lookUp, searchOf, type Hosts } from './dns.ts';
import type { Outcome } from './http.ts';
import { createKubeProxy } from './kube-proxy.ts';
import type { AsyncServer, Machine, ServeOptions } from './machine.ts';
import { cut, exchange, type Hop, type Wire } from './path.ts';
import {
  addListener,
  AddressInUse,
  createPlace,
  isLoopback,
  nextSourcePort,
  type Place,
} from './place.ts';
import { createPolicies, type Policies } from './policies.ts';
import { createRoutes } from './routes.ts';
import { createServices, type Services } from './services.ts';
import type { DnsAnswer, Resolver, Stack } from './stack.ts';
import { shakeHands, type ClientTls, type Hands, type ServerTls } from './tls.ts';

export interface NetworkOptions {
  api: Pick<Api, 'list' | 'watch'>;
  clock: Clock;
  random: Random;
  /** Names outside the cluster that resolve, and to what. Nothing answers there. */
  outside?: Hosts;
  /** The learner's machine, on the same bridge as the nodes. */
  machine?: { ip: string; host: string };
}

interface PodAddress {
  ip: string;
  /** Its hostname. */
  host: string;
  namespace: string;
  node: string;
  /** Its own lines of /etc/hosts (hostAliases), and its search list where `dnsConfig` changes it. */
  hosts?: Hosts;
  search?: readonly string[];
}

export interface Network {
  /** A pod that uses its node's network (`hostNetwork`) has the node's address, and shares its ports. */
  addPod: (pod: PodAddress) => Stack;
  removePod: (ip: string) => void;
  addNode: (node: { ip: string; name: string }) => Stack;
  removeNode: (name: string) => void;
  node: (name: string) => Stack | undefined;
  pod: (ip: string) => Stack | undefined;
  readonly machine: Machine;
  /** Told of every message that goes over the wire. Must not change anything. Returns how to stop. */
  watch: (tell: (hop: Hop) => void) => () => void;
  save: () => Restore;
}

export function createNetwork(options: NetworkOptions): Network {
  const { api, clock, random, outside = new Map<string, string>() } = options;
  const places = createPlaces();
  const services = createServices(api);
  const kubeProxy = createKubeProxy(services, clock, random);
  const policies = createPolicies(api);
  const watchers: Wire['watchers'] = new Set();
  const routes = createRoutes(places, kubeProxy, policies.allows);
  const wire: Wire = { clock, random, routes, watchers };
  const { query } = createDns(services, random, outside);
  const clusterDns = createClusterDns({ services, places, policies, query });
  const outerDns = createOuterDns(outside);
  const { ip, host } = options.machine ?? { ip: '172.18.0.1', host: 'maillage' };
  const home = createPlace({ kind: 'machine', node: '', ip, name: host });
  const machine = createMachine(
    wire,
    home,
    createStack(wire, home, outerDns, new Map([[host, '127.0.1.1']])),
  );
  places.add(home, machine);

  return {
    machine,
    addPod: ({ ip, host, namespace, node, hosts, search }) => {
      const own = places.byIp(ip);
      const isOnNode = own?.kind === 'node';
      const place = isOnNode ? own : createPlace({ kind: 'pod', ip, node, namespace, name: host });
      const dns = clusterDns(place, search ?? searchOf(namespace));
      const stack = createStack(wire, place, dns, new Map([...(hosts ?? []), [host, ip]]));
      if (!isOnNode) places.add(place, stack);
      return stack;
    },
    removePod: (ip) => {
      if (places.byIp(ip)?.kind === 'pod') places.remove(ip);
    },
    addNode: ({ ip, name }) => {
      const place = createPlace({ kind: 'node', ip, node: name, name });
      const stack = createStack(wire, place, outerDns, new Map([[name, ip]]));
      places.add(place, stack);
      return stack;
    },
    removeNode: (name) => {
      places.remove(places.node(name)?.ip ?? '');
    },
    node: (name) => places.stack(places.node(name)?.ip ?? ''),
    pod: (ip) => places.stack(ip),
    watch: (tell) => {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
    save: () => {
      const restores = [places.save(), services.save(), kubeProxy.save(), policies.save()];
      return () => {
        for (const restore of restores) restore();
      };
    },
  };
}

interface DnsParts {
  services: Services;
  places: Places;
  policies: Policies;
  query: (name: string) => DnsAnswer;
}

/** CoreDNS as a pod reaches it. A policy may keep it from the name server, too: its questions then get no answer. */
function createClusterDns({ services, places, policies, query }: DnsParts) {
  const kubeDns = () => services.byName('kube-system', 'kube-dns');
  return (place: Place, search: readonly string[]): Resolver => ({
    get server() {
      return kubeDns()?.spec?.clusterIP ?? '10.96.0.10';
    },
    search,
    query: (name) => {
      const service = kubeDns();
      const server = service && places.byIp(services.addresses(service)[0]?.ip ?? '');
      const isCut = server !== undefined && !policies.allows(place, server, 53, 'UDP');
      return isCut ? { code: 'TIMEOUT' } : query(name);
    },
  });
}

/** The name server of the nodes and of the learner's machine: it knows nothing of the cluster. */
function createOuterDns(outside: Hosts): Resolver {
  return {
    server: undefined,
    search: [],
    query: (name) => {
      const ip = outside.get(name);
      return ip === undefined
        ? { code: 'NXDOMAIN' }
        : { code: 'NOERROR', addresses: [ip], aliases: [] };
    },
  };
}

function createStack(wire: Wire, place: Place, dns: Resolver, hosts: Hosts): Stack {
  return {
    ip: place.ip,
    host: place.name,
    dns,
    resolve: (name) => {
      const own = hosts.get(name);
      return own !== undefined && !isAddress(name) ? [own] : lookUp(dns, name);
    },
    exchange: (request, to, options) => exchange(wire, place, { request, to }, options),
    listen: (port, server, options) => addListener(place, port, { server, ...options }),
    listening: () => [...place.listeners.keys()].toSorted((a, b) => a - b),
    intercept: (hooks) => {
      place.hooks = [...place.hooks, hooks];
      return () => {
        place.hooks = place.hooks.filter((other) => other !== hooks);
      };
    },
  };
}

/** Programs that serve on the machine hold promises, which no snapshot keeps: they are not part of the saved state. */
function createMachine(wire: Wire, place: Place, stack: Stack): Machine {
  /** By address and port: a program listens on 127.0.0.1 and on ::1 apart. */
  const servers = new Map<string, ServeOptions & { server: AsyncServer }>();
  const serverAt = (ip: string, port: number) =>
    servers.get(`${ip} ${port}`) ?? servers.get(`${anyAddress(ip)} ${port}`);
  return {
    ...stack,
    listening: () => {
      const served = [...servers.keys()].map((key) => Number(key.slice(key.lastIndexOf(' ') + 1)));
      return [...new Set([...stack.listening(), ...served])].toSorted((a, b) => a - b);
    },
    serve: (port, server, options = {}) => {
      const key = `${options.address ?? '127.0.0.1'} ${port}`;
      if (servers.has(key) || place.listeners.has(port)) throw new AddressInUse(port);
      servers.set(key, { ...options, server });
      return () => servers.delete(key);
    },
    forwarding: (port) => serverAt('127.0.0.1', port)?.forwards,
    request: async (request, to, options) => {
      const found = isLoopback(to.ip) ? serverAt(to.ip, to.port) : undefined;
      if (!found) return stack.exchange(request, to, options);
      const hands = options?.tls && handsOf(options.tls, found.tls);
      if (typeof hands === 'string') return tlsFailure(hands);
      const secured = hands && { tls: hands.ofServer };
      if (request.protocol === 'TCP' && request.body === '') return { ...connected, ...secured };
      const source = { ip: to.ip, port: nextSourcePort(place) };
      const time = wire.clock.now();
      const connection = { source, destination: to, time, tls: hands?.ofClient };
      const outcome = cut(await found.server(request, connection), options?.timeoutMs);
      return outcome.type === 'response' ? { ...outcome, ...secured } : outcome;
    },
  };
}

function anyAddress(ip: string): string {
  return ip.includes(':') ? '::' : '0.0.0.0';
}

function handsOf(client: ClientTls, server: ServerTls | undefined): Hands | string {
  return server ? shakeHands(client, server) : 'wrong version number';
}

function tlsFailure(detail: string): Outcome {
  return { type: 'failure', failure: { reason: 'tls', detail }, elapsed: 0 };
}

const connected = {
  type: 'response',
  response: { status: 0, headers: [], body: '', protocol: 'TCP' },
  elapsed: 0,
} as const;
