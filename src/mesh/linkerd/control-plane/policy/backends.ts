import { at, listOf, optionalText, textOf } from '#cluster/api/json.ts';
import type { Backend, Filter } from '#mesh/linkerd/proxy-api.ts';
import type { Lookup } from './authorizations.ts';
import { readFilters, UnsupportedRoute } from './routes.ts';

/** Where a rule sends requests: outbound/index/http.rs convert_backend (edge-26.6.3). */
export function readBackends(
  lookup: Lookup,
  rule: unknown,
  routeNamespace: string,
): readonly Backend[] {
  return listOf(at(rule, 'backendRefs')).map((ref) => readBackend(lookup, ref, routeNamespace));
}

function readBackend(lookup: Lookup, ref: unknown, routeNamespace: string): Backend {
  const given = at(ref, 'weight');
  const weight = typeof given === 'number' ? given : 1;
  const [group, kind] = [textOf(at(ref, 'group')), textOf(at(ref, 'kind') ?? 'Service')];
  const name = textOf(at(ref, 'name'));
  if (kind !== 'Service' || (group !== '' && group !== 'core')) {
    return failing(weight, `unsupported backend type ${group || 'core'} ${kind}`);
  }
  const filters = filtersOf(ref);
  if (typeof filters === 'string') {
    return failing(weight, `unsupported backend filter: ${filters}`);
  }
  const port = at(ref, 'port');
  if (typeof port !== 'number') {
    return failing(weight, `missing port for backend Service ${name}`);
  }
  const namespace = optionalText(at(ref, 'namespace')) ?? routeNamespace;
  const found = serviceBackend(lookup, { namespace, name, port });
  if (lookup.index.services.has(`${namespace}/${name}`)) return { ...found, weight, filters };
  const missing = failing(weight, `Service not found ${name}`);
  return { ...missing, metadata: found.metadata };
}

/** Its share of the requests is answered 500. */
function failing(weight: number, message: string): Backend {
  return {
    weight,
    metadata: { group: '', kind: 'default', name: 'invalid' },
    filters: [],
    dispatcher: { type: 'fail', message },
  };
}

/** Filters, or why they are none. */
function filtersOf(ref: unknown): readonly Filter[] | string {
  try {
    return readFilters(at(ref, 'filters'));
  } catch (error) {
    if (!(error instanceof UnsupportedRoute)) throw error;
    return error.message;
  }
}

interface ServicePort {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

/** All of a Service's endpoints. */
export function serviceBackend({ info }: Pick<Lookup, 'info'>, service: ServicePort): Backend {
  const { namespace, name, port } = service;
  return {
    metadata: { group: 'core', kind: 'Service', name, namespace, port },
    weight: 1,
    filters: [],
    dispatcher: {
      type: 'balancer',
      authority: `${name}.${namespace}.svc.${info.clusterDomain}:${port}`,
    },
  };
}
