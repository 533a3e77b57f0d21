import type { JsonObject } from '#cluster/api/object.ts';
import { at as valueAt } from '#cluster/api/json.ts';
import { byText } from '#cluster/text-order.ts';
import { listAt, recordAt, textAt, textsAt } from '#commands/kubectl/json.ts';
import { messages, type ConfigDump } from '#commands/istioctl/proxy-config/config-dump.ts';
import type { Named } from './objects.ts';

/** A port of a Service. */
export interface ServicePort extends Named {
  readonly port: number;
}

/** The DestinationRule that made the outbound cluster of a Service, by its metadata. */
export function destinationRuleOf(dump: ConfigDump, service: ServicePort): Named | undefined {
  const { name, namespace, port } = service;
  const cluster = messages(dump.section('Clusters'), 'dynamicActiveClusters', 'cluster').find(
    (each) => {
      const own = textAt(each, 'name');
      return (
        own.includes(`${name}.${namespace}.svc.cluster.local`) &&
        own.includes('outbound') &&
        own.includes(`|${port}|`) &&
        'metadata' in each
      );
    },
  );
  return cluster && linkOf(cluster, 'destination-rule');
}

/** The VirtualService that made the first route to a Service. */
export function virtualServiceOf(dump: ConfigDump, service: ServicePort): Named | undefined {
  if (!dump.has('Routes')) return undefined;
  const configs = messages(dump.section('Routes'), 'dynamicRouteConfigs', 'routeConfig')
    .toSorted((a, b) => byText(textAt(a, 'name'), textAt(b, 'name')))
    .filter(
      ({ name }) =>
        name === String(service.port) || /^https?\./.test(typeof name === 'string' ? name : ''),
    );
  for (const host of configs.flatMap((config) => listAt(config, 'virtualHosts'))) {
    for (const route of listAt(host, 'routes'))
      if (leadsTo(host, route, service)) return linkOf(route, 'virtual-service');
  }
  return undefined;
}

function leadsTo(host: JsonObject, route: JsonObject, service: ServicePort): boolean {
  const full = `${service.name}.${service.namespace}.svc.cluster.local`;
  const isOwn = textsAt(host, 'domains').some(
    (domain) => domain === full || domain.endsWith(`.${full}`),
  );
  if (isOwn) return true;
  const [first] = listAt(route, 'route.weightedClusters.clusters');
  const cluster = textAt(route, 'route.cluster') || textAt(first, 'name');
  const [direction, port, , target] = cluster.split('|');
  return direction === 'outbound' && port === String(service.port) && target === full;
}

function linkOf(message: JsonObject, kind: string): Named | undefined {
  const config = valueAt(message, 'metadata', 'filterMetadata', 'istio', 'config');
  if (typeof config !== 'string') return undefined;
  const pattern = new RegExp(
    `/apis/networking(?:\\.istio\\.io)?/v1(?:alpha3)?/namespaces/([^/]+)/${kind}/([^/]+)`,
  );
  const [, namespace, name] = pattern.exec(config) ?? [];
  return name === undefined || namespace === undefined ? undefined : { name, namespace };
}

/** The policies of the first filter that checks inbound requests. */
export function authorizationPoliciesOf(dump: ConfigDump): readonly string[] {
  const inbound = messages(dump.section('Listeners'), 'dynamicListeners', 'activeState.listener')
    .filter(({ name }) => name === 'virtualInbound')
    .flatMap((listener) => listAt(listener, 'filterChains'))
    .flatMap((chain) => listAt(chain, 'filters'))
    .find(({ name }) => name === 'envoy.filters.network.http_connection_manager');
  const filter = listAt(inbound, 'typedConfig.httpFilters').find(
    ({ name }) => name === 'envoy.filters.http.rbac',
  );
  return Object.keys(recordAt(filter, 'typedConfig.rules.policies'));
}
