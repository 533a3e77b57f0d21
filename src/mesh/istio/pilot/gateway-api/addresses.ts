import type { Api } from '#cluster/api/api.ts';
import { at, fieldsOf, listOf } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { KubeService } from '#mesh/istio/pilot/model/sources.ts';
import { text } from '#mesh/istio/pilot/model/fields.ts';
import { serviceHosts } from './listeners.ts';

/** What a Gateway's Services are worth as its addresses: pilot/pkg/model/gateway.go ResolveGatewayInstances (v1.31). */
export interface Resolved {
  /** `host:port` that pods stand behind. */
  readonly internal: readonly string[];
  readonly external: readonly string[];
  readonly pending: readonly string[];
  readonly warnings: readonly string[];
  readonly isUsable: boolean;
}

export function resolved(api: Api, gateway: KubeObject, ports: readonly number[]): Resolved {
  const { namespace = '' } = gateway.metadata;
  const found = serviceHosts(gateway).map((host) => {
    const [name = ''] = host.split('.');
    const service = api.find('services', { namespace, name });
    return service
      ? ofService(host, service, { ports, ready: readyPorts(api, service) })
      : { ...nothing, warnings: [`hostname "${host}" not found`], isUsable: false };
  });
  return {
    internal: found.flatMap(({ internal }) => internal),
    external: found.flatMap(({ external }) => external),
    pending: found.flatMap(({ pending }) => pending),
    warnings: found.flatMap(({ warnings }) => warnings),
    isUsable: found.every(({ isUsable }) => isUsable),
  };
}

const nothing: Resolved = {
  internal: [],
  external: [],
  pending: [],
  warnings: [],
  isUsable: true,
};

interface Asked {
  readonly ports: readonly number[];
  readonly ready: ReadonlySet<string>;
}

function ofService(host: string, service: KubeService, { ports, ready }: Asked): Resolved {
  if (ready.size === 0) {
    return { ...nothing, warnings: [`no instances found for hostname "${host}"`], isUsable: false };
  }
  const own = (service.spec?.ports ?? []).filter(({ name = '' }) => ready.has(name));
  const served = ports.filter((port) => own.some((each) => each.port === port));
  const missing = ports
    .filter((port) => !served.includes(port))
    .map((port) => `port ${port} not found for hostname "${host}"`);
  const external = externalAddresses(service);
  const isPending =
    served.length > 0 && external.length === 0 && service.spec?.type === 'LoadBalancer';
  return {
    internal: served.map((port) => `${host}:${port}`),
    external: served.length > 0 ? external : [],
    pending: isPending ? [host] : [],
    warnings: [...missing, ...(isPending ? [`address pending for hostname "${host}"`] : [])],
    isUsable: missing.length === 0,
  };
}

function externalAddresses(service: KubeService): readonly string[] {
  return listOf(at(service.status, 'loadBalancer', 'ingress')).flatMap((each) => {
    const [ip, hostname] = [text(fieldsOf(each), 'ip'), text(fieldsOf(each), 'hostname')];
    const address = ip === '' ? hostname : ip;
    return address === '' ? [] : [address];
  });
}

/** Names of the ports that some pod serves. */
function readyPorts(api: Api, { metadata }: KubeService): ReadonlySet<string> {
  const labels = `kubernetes.io/service-name=${metadata.name}`;
  const slices = api.list('endpointslices.discovery.k8s.io', {
    namespace: metadata.namespace,
    labels,
  });
  const names = slices
    .filter(({ endpoints }) => endpoints?.some(({ conditions }) => conditions?.ready !== false))
    .flatMap(({ ports = [] }) => ports.map(({ name = '' }) => name));
  return new Set(names);
}
