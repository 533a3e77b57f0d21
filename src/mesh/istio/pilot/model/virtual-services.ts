import { merged } from './delegates.ts';
import { fullName } from './host.ts';
import { exportOf } from './kube-services.ts';
import type { MeshConfig } from './mesh-config.ts';
import { isExported } from './services.ts';
import { sortedByAge } from './sources.ts';
import type {
  Destination,
  HttpMatch,
  HttpRoute,
  L4Destination,
  L4Match,
  VirtualService,
} from './virtual-service-spec.ts';

/** Virtual services with full names, delegates put in their place, oldest first. */
export interface VirtualServices {
  readonly all: readonly VirtualService[];
  /** `mesh`, or `namespace/name` of a Gateway: those that are bound to it and that the namespace sees. */
  readonly forGateway: (namespace: string, gateway: string) => readonly VirtualService[];
}

export const meshGateway = 'mesh';

export function createVirtualServices(
  configs: readonly VirtualService[],
  mesh: MeshConfig,
): VirtualServices {
  const all = merged(sortedByAge(configs).map(withFullNames), mesh.defaultVirtualServiceExportTo);
  const found = new Map<string, readonly VirtualService[]>();
  return {
    all,
    forGateway: (namespace, gateway) => {
      const key = `${namespace} ${gateway}`;
      const known =
        found.get(key) ??
        all.filter(
          (config) =>
            (config.spec.gateways ?? [meshGateway]).includes(gateway) &&
            isExported(exportsOf(config, mesh), namespace),
        );
      found.set(key, known);
      return known;
    },
  };
}

function exportsOf({ spec, namespace }: VirtualService, mesh: MeshConfig): readonly string[] {
  const said = exportOf(spec.exportTo, namespace);
  return said.length > 0 ? said : mesh.defaultVirtualServiceExportTo;
}

/** Short names are of the object's own namespace: pilot/pkg/model/conversion.go, virtualservice.go resolveVirtualServiceShortnames. */
function withFullNames(config: VirtualService): VirtualService {
  const { namespace, spec } = config;
  const destination = (to: Destination): Destination => ({
    ...to,
    host: fullName(to.host, namespace),
  });
  const weighted = <D extends L4Destination>(to: D): D => ({
    ...to,
    destination: destination(to.destination),
  });
  const match = <M extends L4Match | HttpMatch>(given: M): M =>
    given.gateways
      ? { ...given, gateways: given.gateways.map((name) => gatewayName(name, namespace)) }
      : given;
  const http = (route: HttpRoute): HttpRoute => ({
    ...route,
    ...(route.match ? { match: route.match.map(match) } : {}),
    ...(route.route ? { route: route.route.map(weighted) } : {}),
    ...(route.mirror ? { mirror: destination(route.mirror) } : {}),
    ...(route.mirrors
      ? {
          mirrors: route.mirrors.map((mirror) => ({
            ...mirror,
            destination: destination(mirror.destination),
          })),
        }
      : {}),
  });
  const l4 = <R extends { match?: readonly L4Match[]; route?: readonly L4Destination[] }>(
    route: R,
  ): R => ({
    ...route,
    ...(route.match ? { match: route.match.map(match) } : {}),
    ...(route.route ? { route: route.route.map(weighted) } : {}),
  });
  const gateways = spec.gateways?.length ? spec.gateways : [meshGateway];
  return {
    ...config,
    spec: {
      ...spec,
      hosts: (spec.hosts ?? []).map((host) => fullName(host, namespace)),
      gateways: gateways.map((name) => gatewayName(name, namespace)),
      ...(spec.http ? { http: spec.http.map(http) } : {}),
      ...(spec.tcp ? { tcp: spec.tcp.map(l4) } : {}),
      ...(spec.tls ? { tls: spec.tls.map(l4) } : {}),
    },
  };
}

/** `bookinfo-gateway`, `./bookinfo-gateway`, `istio-system/gw` or `gw.istio-system.svc.cluster.local` as `namespace/name`. */
function gatewayName(name: string, namespace: string): string {
  if (name === meshGateway) return name;
  if (name.startsWith('./')) return `${namespace}/${name.slice(2)}`;
  if (name.includes('/')) return name;
  const [first = '', second] = name.split('.');
  return second === undefined ? `${namespace}/${name}` : `${second}/${first}`;
}
