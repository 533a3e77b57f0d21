import type { Clock, Restore } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import type { Address } from './http.ts';
import type { Place } from './place.ts';
import { keyOf, type Backend, type Service, type ServicePort, type Services } from './services.ts';

/** Where a packet ends after the rules that kube-proxy keeps on every node. */
type Translation =
  | {
      type: 'endpoint';
      address: Address;
      /** The node's address replaces the client's. */ masquerade: boolean;
    }
  | { type: 'reject' }
  | { type: 'drop' }
  /** No Service has that address. */
  | { type: 'untouched' };

export interface KubeProxy {
  translate: (from: Place, to: Address, node: Place | undefined) => Translation;
  /** True of a cluster IP. */
  isInternal: (ip: string) => boolean;
  save: () => Restore;
}

/**
 * As kube-proxy in iptables mode (pkg/proxy/iptables/proxier.go, v1.35): a ready endpoint at random for each
 * connection; terminating ones that still serve where none is ready; REJECT without endpoints; DROP where a `Local`
 * policy finds none on the node.
 */
export function createKubeProxy(services: Services, clock: Clock, random: Random): KubeProxy {
  let affinity = new Map<string, { ip: string; until: number }>();

  const pick = (
    service: Service,
    port: ServicePort,
    client: string,
    from: readonly Backend[],
  ): Backend | undefined => {
    if (service.spec?.sessionAffinity !== 'ClientIP') return from[random.below(from.length)];
    const key = `${keyOf(service)}/${port.port}/${client}`;
    const kept = affinity.get(key);
    const same =
      kept && kept.until > clock.now() ? from.find(({ ip }) => ip === kept.ip) : undefined;
    const chosen = same ?? from[random.below(from.length)];
    const seconds = service.spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800;
    if (chosen) affinity.set(key, { ip: chosen.ip, until: clock.now() + seconds * 1000 });
    return chosen;
  };

  return {
    translate: (from, to, node) => {
      const isNodePort = node !== undefined;
      const service = isNodePort ? services.byNodePort(to.port) : services.byIp(to.ip);
      if (!service) return { type: 'untouched' };
      const port = service.spec?.ports?.find(
        (each) => (isNodePort ? each.nodePort : each.port) === to.port,
      );
      // Only the Service's own ports have rules; the rest of its address leads nowhere.
      if (!port || (port.protocol ?? 'TCP') !== 'TCP')
        return isNodePort ? { type: 'untouched' } : { type: 'drop' };
      const isExternal = isNodePort || to.ip !== service.spec?.clusterIP;
      const policy =
        isExternal && from.kind === 'machine'
          ? service.spec?.externalTrafficPolicy
          : !isExternal && service.spec?.internalTrafficPolicy;
      const entry = node?.node ?? from.node;
      const all = usable(services.backends(service, port));
      const isLocal = policy === 'Local' && (isNodePort || from.kind !== 'machine');
      const local = isLocal ? all.filter((backend) => backend.node === entry) : all;
      const backend = pick(service, port, from.ip, local);
      if (!backend) return all.length > 0 ? { type: 'drop' } : { type: 'reject' };
      const masquerade = (isExternal && policy !== 'Local') || backend.ip === from.ip;
      return { type: 'endpoint', address: { ip: backend.ip, port: backend.port }, masquerade };
    },
    isInternal: (ip) => services.byIp(ip)?.spec?.clusterIP === ip,
    save: () => {
      const saved = new Map(affinity);
      return () => {
        affinity = new Map(saved);
      };
    },
  };
}

function usable(all: readonly Backend[]): readonly Backend[] {
  const ready = all.filter((backend) => backend.ready);
  return ready.length > 0 ? ready : all.filter(({ serving }) => serving);
}
