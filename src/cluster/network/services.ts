import type { Api } from '#cluster/api/api.ts';
import type { ObjectOf } from '#cluster/api/resource-types.ts';
import type { Restore } from '#cluster/clock/clock.ts';

export type Service = ObjectOf<'services'>;
type EndpointSlice = ObjectOf<'endpointslices.discovery.k8s.io'>;
export type ServicePort = NonNullable<NonNullable<Service['spec']>['ports']>[number];

/** One backend of one port of a Service. */
export interface Backend {
  readonly ip: string;
  readonly port: number;
  readonly node: string | undefined;
  readonly hostname: string | undefined;
  readonly ready: boolean;
  /** Serving, although terminating: used where nothing is ready. */
  readonly serving: boolean;
}

/** Services and their endpoints, found by whatever a packet or a name carries. Kept by watching, never by scanning. */
export interface Services {
  byName: (namespace: string, name: string) => Service | undefined;
  /** By cluster IP, load balancer IP or external IP. */
  byIp: (ip: string) => Service | undefined;
  byNodePort: (port: number) => Service | undefined;
  backends: (service: Service, port: ServicePort) => readonly Backend[];
  /** Backends of a Service by address, whatever their port. */
  addresses: (service: Service) => readonly Backend[];
  save: () => Restore;
}

export function createServices(api: Pick<Api, 'list' | 'watch'>): Services {
  const index = createServiceIndex();
  const slices = createSlices();
  for (const service of api.list('services')) index.set(service);
  for (const slice of api.list('endpointslices.discovery.k8s.io')) slices.set(slice, true);
  api.watch('services', ({ type, object, old }) => {
    index.drop(old ?? object);
    if (type !== 'DELETED') index.set(object);
  });
  api.watch('endpointslices.discovery.k8s.io', ({ type, object }) => {
    slices.set(object, type !== 'DELETED');
  });
  return {
    byName: (namespace, name) => index.get(`${namespace}/${name}`),
    byIp: index.byIp,
    byNodePort: index.byNodePort,
    backends: (service, port) => slices.backends(keyOf(service), port.name ?? ''),
    addresses: (service) => slices.backends(keyOf(service), undefined),
    save: () => {
      const restores = [index.save(), slices.save()];
      return () => {
        for (const restore of restores) restore();
      };
    },
  };
}

function createServiceIndex() {
  let services = new Map<string, Service>();
  let keysByIp = new Map<string, string>();
  let keysByNodePort = new Map<number, string>();
  return {
    get: (key: string) => services.get(key),
    byIp: (ip: string) => services.get(keysByIp.get(ip) ?? ''),
    byNodePort: (port: number) => services.get(keysByNodePort.get(port) ?? ''),
    set: (service: Service): void => {
      const key = keyOf(service);
      services.set(key, service);
      for (const ip of addressesOf(service)) keysByIp.set(ip, key);
      for (const port of nodePortsOf(service)) keysByNodePort.set(port, key);
    },
    drop: (service: Service): void => {
      const key = keyOf(service);
      services.delete(key);
      dropKeys(keysByIp, addressesOf(service), key);
      dropKeys(keysByNodePort, nodePortsOf(service), key);
    },
    save: (): Restore => {
      const saved = [new Map(services), new Map(keysByIp), new Map(keysByNodePort)] as const;
      return () => {
        services = new Map(saved[0]);
        keysByIp = new Map(saved[1]);
        keysByNodePort = new Map(saved[2]);
      };
    },
  };
}

function dropKeys<K>(from: Map<K, string>, names: readonly K[], key: string): void {
  for (const name of names) if (from.get(name) === key) from.delete(name);
}

/** EndpointSlices by their Service, and the backends that follow, computed when first asked for. */
function createSlices() {
  let slices = new Map<string, ReadonlyMap<string, EndpointSlice>>();
  const known = new Map<string, Map<string, readonly Backend[]>>();
  return {
    set: (slice: EndpointSlice, isThere: boolean): void => {
      const key = serviceOf(slice);
      if (key === undefined) return;
      const others = new Map(slices.get(key));
      if (isThere) others.set(slice.metadata.name, slice);
      else others.delete(slice.metadata.name);
      slices.set(key, others);
      known.delete(key);
    },
    backends: (key: string, portName: string | undefined): readonly Backend[] => {
      const byPort = known.get(key) ?? new Map<string, readonly Backend[]>();
      known.set(key, byPort);
      const name = portName ?? '*';
      const made = byPort.get(name) ?? allBackends(slices.get(key), portName);
      byPort.set(name, made);
      return made;
    },
    save: (): Restore => {
      const saved = new Map(slices);
      return () => {
        slices = new Map(saved);
        known.clear();
      };
    },
  };
}

function allBackends(
  slices: ReadonlyMap<string, EndpointSlice> | undefined,
  portName: string | undefined,
): readonly Backend[] {
  const all = [...(slices?.values() ?? [])].flatMap((slice) => backendsOf(slice, portName));
  return [...new Map(all.map((backend) => [backend.ip, backend])).values()];
}

export function keyOf({ metadata }: Service): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function serviceOf({ metadata }: EndpointSlice): string | undefined {
  const name = metadata.labels?.['kubernetes.io/service-name'];
  return name === undefined ? undefined : `${metadata.namespace ?? ''}/${name}`;
}

function addressesOf({ spec, status }: Service): readonly string[] {
  const balanced = status?.loadBalancer?.ingress?.flatMap(({ ip }) => ip ?? []) ?? [];
  return [
    ...(spec?.clusterIPs ?? [spec?.clusterIP ?? 'None']),
    ...(spec?.externalIPs ?? []),
    ...balanced,
  ].filter((ip) => ip !== 'None' && ip !== '');
}

function nodePortsOf({ spec }: Service): readonly number[] {
  return spec?.ports?.flatMap(({ nodePort }) => nodePort ?? []) ?? [];
}

/** Those of one port of the slice; without a port's name each address once. */
function backendsOf(slice: EndpointSlice, portName: string | undefined): readonly Backend[] {
  const port = slice.ports?.find(({ name }) => portName === undefined || (name ?? '') === portName);
  if (portName !== undefined && port?.port === undefined) return [];
  return (slice.endpoints ?? []).map(({ addresses, conditions, nodeName, hostname }) => ({
    ip: addresses[0] ?? '',
    port: port?.port ?? 0,
    node: nodeName,
    hostname,
    ready: conditions?.ready ?? true,
    serving: conditions?.serving ?? conditions?.ready ?? true,
  }));
}
