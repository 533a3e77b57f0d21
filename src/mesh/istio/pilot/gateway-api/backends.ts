import type { Fields } from '#cluster/api/json.ts';
import { has, number, text } from '#mesh/istio/pilot/model/fields.ts';
import { serviceHost } from '#mesh/istio/pilot/model/host.ts';
import type { Services } from '#mesh/istio/pilot/model/services.ts';
import type { Destination } from '#mesh/istio/pilot/model/virtual-service-spec.ts';
import type { Grants, Reference, Refusal } from './references.ts';

export interface BackendContext {
  readonly route: Reference;
  readonly grants: Grants;
  readonly services: Services;
}

export interface Backend {
  readonly destination?: Destination;
  readonly refusal?: Refusal;
}

/** What a backendRef names; one that is not there keeps its place, and answers 500. */
export function backendOf(ref: Fields, { route, grants, services }: BackendContext): Backend {
  const name = text(ref, 'name');
  const namespace = has(ref, 'namespace') ? text(ref, 'namespace') : route.namespace;
  const group = text(ref, 'group');
  const kind = has(ref, 'kind') ? text(ref, 'kind') : 'Service';
  const isService = group === '' && kind === 'Service';
  const isHostname = group === 'networking.istio.io' && kind === 'Hostname';
  if (!isService && !isHostname) {
    const message = `referencing unsupported backendRef: group "${group}" kind "${kind}"`;
    return { refusal: { reason: 'InvalidKind', message } };
  }
  if (!grants(route, { kind, namespace, name })) {
    const message = `backendRef ${name}/${namespace} not accessible to a ${route.kind} in namespace "${route.namespace}" (missing a ReferenceGrant?)`;
    return { refusal: { reason: 'RefNotPermitted', message } };
  }
  if (!has(ref, 'port')) {
    const message = 'port is required in backendRef';
    return { refusal: { reason: 'UnsupportedValue', message } };
  }
  const host = isService ? serviceHost(name, namespace) : name;
  const destination = { host, port: { number: number(ref, 'port') } };
  if (services.ofHost(host).length > 0) return { destination };
  return {
    destination,
    refusal: { reason: 'BackendNotFound', message: `backend(${host}) not found` },
  };
}
