import type { Random } from '#cluster/clock/random.ts';
import type { Service, Services } from './services.ts';
import type { DnsAnswer, Resolver } from './stack.ts';

const domain = 'cluster.local';
const zones = { services: `.svc.${domain}`, pods: `.pod.${domain}` };

/** What the world outside would answer. Names that are not there do not exist. */
export type Hosts = ReadonlyMap<string, string>;

export interface Dns {
  /** As CoreDNS with kubeadm's Corefile: Services, headless Services' pods, `pods insecure`, then the outside. */
  query: (name: string) => DnsAnswer;
}

export function createDns(services: Services, random: Random, outside: Hosts): Dns {
  const external = (name: string): DnsAnswer => {
    const ip = outside.get(name);
    return ip === undefined ? missing : found([ip]);
  };
  const inside = (name: string): DnsAnswer => {
    if (name.endsWith(zones.pods)) return podAnswer(name);
    if (!name.endsWith(zones.services)) return missing;
    const labels = name.slice(0, -zones.services.length).split('.');
    const service = services.byName(labels.at(-1) ?? '', labels.at(-2) ?? '');
    if (!service || labels.length > 3) return missing;
    const target = service.spec?.externalName;
    if (service.spec?.type === 'ExternalName' && target !== undefined) {
      return labels.length === 2 ? alias(target, answer(target)) : missing;
    }
    if (service.spec?.clusterIP !== 'None') {
      const ip = service.spec?.clusterIP;
      return labels.length === 2 && ip !== undefined ? found([ip]) : missing;
    }
    return headlessAnswer(services, service, labels.length === 3 ? labels[0] : undefined);
  };
  const answer = (name: string): DnsAnswer =>
    name.endsWith(`.${domain}`) ? inside(name) : external(name);
  return {
    query: (name) => {
      const kubeDns = services.byName('kube-system', 'kube-dns');
      if (kubeDns && !services.addresses(kubeDns).some(({ ready }) => ready))
        return { code: 'TIMEOUT' };
      const given = answer(name.toLowerCase());
      return given.code === 'NOERROR' && given.addresses.length > 1
        ? { ...given, addresses: rotate(given.addresses, random) }
        : given;
    },
  };
}

/** The addresses of a name as getaddrinfo(3) finds them with `ndots:5`. */
export function lookUp({ search, query }: Resolver, name: string): readonly string[] {
  if (isAddress(name)) return [name];
  if (name === 'localhost') return ['127.0.0.1'];
  for (const candidate of candidates(search, name)) {
    const answer = query(candidate);
    if (answer.code === 'NOERROR' && answer.addresses.length > 0) return answer.addresses;
    if (answer.code === 'TIMEOUT') return [];
  }
  return [];
}

/** Names to ask for, in order. */
function candidates(search: readonly string[], name: string): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const searched = search.map((suffix) => `${name}.${suffix}`);
  return name.split('.').length > 5 ? [name, ...searched] : [...searched, name];
}

/** The search list of a pod. */
export function searchOf(namespace: string): readonly string[] {
  return [`${namespace}.svc.${domain}`, `svc.${domain}`, domain];
}

export function isAddress(name: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(name);
}

const missing: DnsAnswer = { code: 'NXDOMAIN' };

function found(addresses: readonly string[]): DnsAnswer {
  return { code: 'NOERROR', addresses, aliases: [] };
}

function alias(target: string, of: DnsAnswer): DnsAnswer {
  const { addresses, aliases } = of.code === 'NOERROR' ? of : { addresses: [], aliases: [] };
  return { code: 'NOERROR', addresses, aliases: [target, ...aliases] };
}

/** `10-244-1-5.default.pod.cluster.local` is whatever it says, whether such a pod is or not. */
function podAnswer(name: string): DnsAnswer {
  const match = /^(\d+-\d+-\d+-\d+)\.[^.]+$/.exec(name.slice(0, -zones.pods.length));
  return match?.[1] === undefined ? missing : found([match[1].replaceAll('-', '.')]);
}

function headlessAnswer(services: Services, service: Service, host: string | undefined): DnsAnswer {
  const ready = services.addresses(service).filter((backend) => backend.ready);
  if (host === undefined) return found(ready.map(({ ip }) => ip));
  const named = ready.filter(({ hostname, ip }) => (hostname ?? ip.replaceAll('.', '-')) === host);
  return named.length > 0 ? found(named.map(({ ip }) => ip)) : missing;
}

/** CoreDNS's `loadbalance` plugin: another one first each time. */
function rotate(addresses: readonly string[], random: Random): readonly string[] {
  const by = random.below(addresses.length);
  return [...addresses.slice(by), ...addresses.slice(0, by)];
}
