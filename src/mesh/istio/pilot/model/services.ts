import type { MeshConfig } from './mesh-config.ts';
import { groupBy, lazy } from './lazy.ts';
import { byAge, type Endpoint, type Port, type Service } from './service.ts';
import { serviceOf } from './kube-services.ts';
import { entryEndpoints, servicesOf } from './service-entries.ts';
import type { Sources } from './sources.ts';
import { kubeEndpoints } from './kube-endpoints.ts';
import type { Workloads } from './workloads.ts';

/** Every Service of the mesh, oldest first. */
export interface Services {
  readonly all: readonly Service[];
  readonly ofHost: (hostname: string) => readonly Service[];
  readonly visibleTo: (namespace: string) => readonly Service[];
  readonly isVisible: (service: Service, namespace: string) => boolean;
}

export function createServices(
  { services, configs }: Pick<Sources, 'services' | 'configs'>,
  mesh: MeshConfig,
): Services {
  const all = [
    ...services.map(serviceOf),
    ...configs['serviceentries.networking.istio.io'].flatMap(servicesOf),
  ].toSorted(byAge);
  const byHost = lazy(() => groupBy(all, ({ hostname }) => hostname));
  const isVisible = ({ exportTo }: Service, namespace: string): boolean =>
    isExported(exportTo.length > 0 ? exportTo : mesh.defaultServiceExportTo, namespace);
  const visible = new Map<string, readonly Service[]>();
  return {
    all,
    ofHost: (hostname) => byHost().get(hostname) ?? [],
    isVisible,
    visibleTo: (namespace) => {
      const known =
        visible.get(namespace) ?? all.filter((service) => isVisible(service, namespace));
      visible.set(namespace, known);
      return known;
    },
  };
}

/** What an object's exportTo says to a namespace. */
export function isExported(exportTo: readonly string[], namespace: string): boolean {
  return exportTo.includes('*') || exportTo.includes(namespace);
}

/** Every endpoint, by the Service that it stands behind. */
export interface Endpoints {
  /** Of one port of a Service, in the order of its slices. */
  readonly of: (service: Service, port: Port) => readonly Endpoint[];
  readonly ofService: (service: Service) => readonly Endpoint[];
}

const none: readonly Endpoint[] = [];

export function createEndpoints(sources: Sources, workloads: Workloads): Endpoints {
  const kubernetes = kubeEndpoints(sources.endpointSlices, workloads);
  const external = lazy(() => externalEndpoints(sources, workloads));
  const ofService = ({ registry, hostname, namespace }: Service): readonly Endpoint[] =>
    (registry === 'Kubernetes'
      ? kubernetes.get(hostname)
      : external().get(`${namespace}/${hostname}`)) ?? none;
  return {
    ofService,
    of: (service, port) =>
      ofService(service).filter(({ servicePort }) => servicePort === port.name),
  };
}

function externalEndpoints(
  { configs }: Sources,
  workloads: Workloads,
): ReadonlyMap<string, readonly Endpoint[]> {
  const workloadEntries = configs['workloadentries.networking.istio.io'];
  const byHost = new Map<string, readonly Endpoint[]>();
  for (const entry of configs['serviceentries.networking.istio.io']) {
    for (const [host, endpoints] of entryEndpoints(entry, workloadEntries, workloads)) {
      const key = `${entry.namespace}/${host}`;
      byHost.set(key, [...(byHost.get(key) ?? none), ...endpoints]);
    }
  }
  return byHost;
}
