import type { Fields } from '#cluster/api/json.ts';
import { has, messages, number, text, texts } from '#mesh/istio/pilot/model/fields.ts';
import { hostsMatch, serviceHost } from '#mesh/istio/pilot/model/host.ts';
import type { Services } from '#mesh/istio/pilot/model/services.ts';
import type { Listener } from './listeners.ts';
import type { Reference, Refusal } from './references.ts';

/** Something that a route says it belongs to, and whether it does. */
export interface Parent {
  readonly ref: Fields;
  readonly isMesh: boolean;
  readonly listeners: readonly Listener[];
  /** Of a Service: the host, with the port where one is named. */
  readonly service?: { readonly host: string; readonly port: number | undefined };
  readonly refusal?: Refusal;
}

interface Known {
  readonly listeners: readonly Listener[];
  readonly services: Services;
}

/** Parents that are not ours say nothing. */
export function parentsOf(spec: Fields, route: Reference, known: Known): readonly Parent[] {
  return messages(spec, 'parentRefs').flatMap((ref) => {
    if (!ref) return [];
    const kind = has(ref, 'kind') ? text(ref, 'kind') : 'Gateway';
    if (kind === 'Service' || kind === 'ServiceEntry') return [meshParent(ref, route, known)];
    if (kind !== 'Gateway') return [];
    const namespace = has(ref, 'namespace') ? text(ref, 'namespace') : route.namespace;
    const own = known.listeners.filter(
      ({ gateway: { metadata } }) =>
        metadata.namespace === namespace && metadata.name === text(ref, 'name'),
    );
    return own.length > 0 ? [gatewayParent(ref, own, { spec, route })] : [];
  });
}

function meshParent(ref: Fields, route: Reference, { services }: Known): Parent {
  const namespace = has(ref, 'namespace') ? text(ref, 'namespace') : route.namespace;
  const name = text(ref, 'name');
  const host = serviceHost(name, namespace);
  const port = has(ref, 'port') ? number(ref, 'port') : undefined;
  const parent = { ref, isMesh: true, listeners: [], service: { host, port } };
  const [service] = services.ofHost(host);
  if (!service) return { ...parent, refusal: missing(`Service "${namespace}/${name}" not found`) };
  const isOpen = port === undefined || service.ports.some((own) => own.port === port);
  return isOpen
    ? parent
    : { ...parent, refusal: missing(`port ${port} not found for service "${namespace}/${name}"`) };
}

function missing(message: string): Refusal {
  return { reason: 'NoMatchingParent', message };
}

interface Asking {
  readonly spec: Fields;
  readonly route: Reference;
}

function gatewayParent(ref: Fields, own: readonly Listener[], asking: Asking): Parent {
  const section = has(ref, 'sectionName') ? text(ref, 'sectionName') : undefined;
  const port = has(ref, 'port') ? number(ref, 'port') : undefined;
  const named = own.filter((listener) => section === undefined || listener.section === section);
  const meant = named.filter((listener) => port === undefined || listener.port === port);
  const parent = { ref, isMesh: false };
  if (named.length === 0) {
    return { ...parent, listeners: [], refusal: missing(`sectionName "${section}" not found`) };
  }
  if (meant.length === 0) {
    return { ...parent, listeners: [], refusal: missing(`port ${port} not found`) };
  }
  const bound = meant.filter((listener) => !bindingRefusal(listener, asking));
  if (bound.length > 0) return { ...parent, listeners: bound };
  const refusals = meant.map((listener) => bindingRefusal(listener, asking));
  const [first] = refusals.filter((each) => each !== undefined);
  return { ...parent, listeners: [], ...(first && { refusal: first }) };
}

/** Both the host and the namespace of a route must be let in, and its kind. */
function bindingRefusal(listener: Listener, { spec, route }: Asking): Refusal | undefined {
  const wanted = hostnamesOf(spec);
  const offered = listener.hosts.map((each) => each.split('/'));
  const matching = offered.filter(([, host = '']) => wanted.some((name) => hostsMatch(host, name)));
  const hostname = listener.hostname ?? '*';
  if (matching.length === 0) {
    const message = `no hostnames matched parent hostname "${hostname}"`;
    return { reason: 'NoMatchingListenerHostname', message };
  }
  const isLetIn = matching.some(([place]) => place === '*' || place === route.namespace);
  if (!isLetIn) {
    const message = `hostnames matched parent hostname "${hostname}", but namespace "${route.namespace}" is not allowed by the parent`;
    return { reason: 'NotAllowedByListeners', message };
  }
  if (listener.kinds.includes(route.kind)) return undefined;
  const kind = `gateway.networking.k8s.io/v1/${route.kind}`;
  return { reason: 'NotAllowedByListeners', message: `kind ${kind} is not allowed` };
}

export function hostnamesOf(spec: Fields): readonly string[] {
  const names = texts(spec, 'hostnames');
  return names.length > 0 ? names : ['*'];
}
