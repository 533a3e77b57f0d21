import { matchesLabels, type Labels } from '#cluster/label-selector.ts';
import type { Config, SidecarSpec } from '#mesh/istio/resources.ts';
import { type DestinationRules, type MergedRule, ruleFor } from './destination-rules.ts';
import { fullName, hostsMatch, isSubsetOf } from './host.ts';
import { lazy, type Lazy } from './lazy.ts';
import type { MeshConfig } from './mesh-config.ts';
import type { Service } from './service.ts';
import type { Services } from './services.ts';
import { sortedByAge } from './sources.ts';
import type { Destination, VirtualService } from './virtual-service-spec.ts';
import { meshGateway, type VirtualServices } from './virtual-services.ts';

/** What the proxies of a namespace, or those that a Sidecar selects, know of the mesh: pilot/pkg/model/sidecar.go (v1.31). */
export interface SidecarScope {
  readonly config: Config<SidecarSpec> | undefined;
  readonly egress: readonly EgressListener[];
  /** Of every egress listener; of two with one host, the first. */
  readonly services: Lazy<readonly Service[]>;
  readonly service: (hostname: string) => Service | undefined;
  readonly destinationRule: (
    service: Pick<Service, 'hostname' | 'namespace'>,
    client: Labels,
  ) => MergedRule | undefined;
  /** What is not known passes. */
  readonly allowsAny: boolean;
  /** Where it passes to, instead of where it was going. */
  readonly egressProxy: Destination | undefined;
}

export interface EgressListener {
  readonly spec: Partial<NonNullable<SidecarSpec['egress']>[number]>;
  readonly services: Lazy<readonly Service[]>;
  readonly virtualServices: Lazy<readonly VirtualService[]>;
}

export interface ScopeParts {
  readonly mesh: MeshConfig;
  readonly services: Services;
  readonly virtualServices: VirtualServices;
  readonly destinationRules: DestinationRules;
}

/** Without a Sidecar: everything that is exported to the namespace. */
export function scopeOf(
  namespace: string,
  config: Config<SidecarSpec> | undefined,
  parts: ScopeParts,
): SidecarScope {
  const { mesh, services: registry, destinationRules } = parts;
  const specs = config?.spec.egress?.length ? config.spec.egress : [{ hosts: ['*/*'] }];
  const egress = specs.map((spec) => egressListener(spec, namespace, parts));
  const services = lazy(() => servicesOf(egress, namespace, registry));
  const byHost = lazy(() => {
    const known = new Map<string, Service>();
    for (const service of services()) {
      const before = known.get(service.hostname);
      // Nobody takes the host of a Kubernetes Service by creating a ServiceEntry before it.
      if (!before || (before.registry === 'External' && service.registry === 'Kubernetes')) {
        known.set(service.hostname, service);
      }
    }
    return known;
  });
  const rules = new Map<string, readonly MergedRule[]>();
  const policy = config?.spec.outboundTrafficPolicy;
  return {
    config,
    egress,
    services,
    service: (hostname) => byHost().get(hostname),
    destinationRule: (service, client) => {
      const key = `${service.namespace} ${service.hostname}`;
      const known = rules.get(key) ?? destinationRules.of(namespace, service);
      rules.set(key, known);
      return ruleFor(known, client);
    },
    allowsAny:
      (policy ? (policy.mode ?? 'REGISTRY_ONLY') : mesh.outboundTrafficPolicy) === 'ALLOW_ANY',
    egressProxy: policy?.egressProxy,
  };
}

/** Of a namespace's Sidecars the one for a workload: with a selector first, then without, then the root namespace's. */
export function sidecarFor(
  sidecars: readonly Config<SidecarSpec>[],
  { namespace, labels }: { readonly namespace: string; readonly labels: Labels },
  rootNamespace: string,
): Config<SidecarSpec> | undefined {
  const own = sortedByAge(sidecars.filter((sidecar) => sidecar.namespace === namespace));
  const isGeneral = ({ spec }: Config<SidecarSpec>): boolean => !spec.workloadSelector;
  return (
    own.find(
      ({ spec }) =>
        spec.workloadSelector && matchesLabels(spec.workloadSelector.labels ?? {}, labels),
    ) ??
    own.find(isGeneral) ??
    sortedByAge(sidecars).find(
      (sidecar) => sidecar.namespace === rootNamespace && isGeneral(sidecar),
    )
  );
}

function egressListener(
  spec: EgressListener['spec'],
  namespace: string,
  { services, virtualServices }: ScopeParts,
): EgressListener {
  const imports = (spec.hosts ?? []).map((text) => importOf(text, namespace));
  const isAll = imports.some(({ from, host }) => from === '*' && host === '*');
  const isImported = (from: string, hosts: readonly string[]): boolean =>
    imports.some(
      (entry) =>
        (entry.from === '*' || entry.from === from) &&
        hosts.some((host) => isSubsetOf(host, entry.host) || hostsMatch(entry.host, host)),
    );
  const visible = lazy(() => services.visibleTo(namespace));
  const bound = lazy(() => virtualServices.forGateway(namespace, meshGateway));
  return {
    spec,
    services: isAll
      ? visible
      : lazy(() =>
          visible().filter(
            (service) =>
              isImported(service.namespace, [service.hostname]) && hasPort(service, spec),
          ),
        ),
    virtualServices: isAll
      ? bound
      : lazy(() =>
          bound().filter((config) => isImported(config.namespace, config.spec.hosts ?? [])),
        ),
  };
}

/** `./*`, `prod-us1/*`, `*\/reviews.default.svc.cluster.local`; `~/*` imports nothing. */
function importOf(text: string, namespace: string): { from: string; host: string } {
  const slash = text.indexOf('/');
  if (slash < 0) return { from: '*', host: text };
  const from = text.slice(0, slash);
  const here = from === '.' ? namespace : from;
  return { from: here, host: fullName(text.slice(slash + 1), here) };
}

/** A listener on a port of its own takes those that serve there; a Service with one port is served under any. */
function hasPort(service: Service, { port }: EgressListener['spec']): boolean {
  if (!port?.number || port.protocol === 'HTTP_PROXY') return true;
  return service.ports.length === 1 || service.ports.some((own) => own.port === port.number);
}

/** Those of the listeners, then those that their virtual services lead to. */
function servicesOf(
  egress: readonly EgressListener[],
  namespace: string,
  registry: Services,
): readonly Service[] {
  const [first] = egress;
  if (egress.length === 1 && first && first.spec.hosts?.includes('*/*')) return first.services();
  const all = new Set<Service>();
  const hosts = new Set<string>();
  const add = (service: Service): void => {
    all.add(service);
    hosts.add(service.hostname);
  };
  for (const listener of egress) {
    listener.services().forEach(add);
    for (const host of listener.virtualServices().flatMap(destinationHosts)) {
      if (hosts.has(host)) continue;
      const candidates = registry
        .ofHost(host)
        .filter((service) => registry.isVisible(service, namespace));
      const chosen =
        candidates.find((service) => service.namespace === namespace) ??
        candidates.toSorted((a, b) => (a.namespace < b.namespace ? -1 : 1))[0];
      if (chosen) add(chosen);
    }
  }
  return [...all];
}

/** Every host that a virtual service may send to. */
function destinationHosts({ spec }: VirtualService): readonly string[] {
  const http = (spec.http ?? []).flatMap(({ route = [], mirror, mirrors = [] }) => [
    ...route.map(({ destination }) => destination.host),
    ...(mirror ? [mirror.host] : []),
    ...mirrors.map(({ destination }) => destination.host),
  ]);
  const l4 = [...(spec.tcp ?? []), ...(spec.tls ?? [])].flatMap(({ route = [] }) =>
    route.map(({ destination }) => destination.host),
  );
  return [...new Set([...http, ...l4])];
}
