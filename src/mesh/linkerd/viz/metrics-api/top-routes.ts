import { at, listOf, textOf } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { matchesAll, parseLabelSelector } from '#cluster/api/selector.ts';
import { labelsText, queryLabels } from './labels.ts';
import { measure, type Queries, quantiles } from './measures.ts';
import type { Answer, Resource, RouteRow, RouteTable, TopRoutesRequest } from './messages.ts';
import { findObjects, servicesFor } from './objects.ts';
import type { Surroundings } from './rows.ts';
import { windowError } from './time-window.ts';

/** Requests that no route matches. */
const defaultRoute = '[DEFAULT]';

const profiles = 'serviceprofiles.linkerd.io';
const noStats = {
  successCount: 0,
  failureCount: 0,
  latencyMsP50: 0,
  latencyMsP95: 0,
  latencyMsP99: 0,
  actualSuccessCount: 0,
  actualFailureCount: 0,
};

/** viz/metrics-api/top_routes.go. */
export function topRoutes(
  around: Surroundings,
  request: TopRoutesRequest,
): Answer<{ readonly routes: readonly RouteTable[] }> {
  const { selector, to } = request;
  const { type } = selector.resource;
  if (!around.api.resources().includes(profiles)) return { error: 'Routes are not available' };
  if (to && (type === 'service' || type === 'authority'))
    return { error: `The ${type} resource type is not supported with 'to' queries` };
  if (type === 'authority')
    return {
      error:
        'Authority cannot be the target of a routes query; try using an authority in the --to flag instead',
    };
  const refusal = windowError(around.prometheus, request.timeWindow);
  if (refusal !== undefined) return { error: refusal };
  const routes = findObjects(around.api, selector).map((object) => ({
    resource: `${type}/${object.metadata.name}`,
    rows: rowsOf(around, request, object),
  }));
  if (routes.length === 0) return { error: 'No Service Profiles found for selected resources' };
  return { ok: { routes } };
}

/** A profile, by the name under which its Service or authority is told. */
type Profiles = ReadonlyMap<string, KubeObject | undefined>;

function rowsOf(
  around: Surroundings,
  request: TopRoutesRequest,
  object: KubeObject,
): readonly RouteRow[] {
  const { timeWindow } = request;
  const found = profilesOf(around, request, object);
  const authorities = [...found].map(([service, profile]) => ({
    service,
    profile,
    dst: profile?.metadata.name ?? hostOf(around, request, service),
  }));
  const measured = measure(
    around.prometheus,
    routeQueries(
      request,
      object,
      authorities.map(({ dst }) => dst),
    ),
    ({ metric }) => `${(metric['dst'] ?? '').split(':')[0]} ${metric['rt_route'] ?? ''}`,
  );
  return authorities.flatMap(({ service, profile, dst }) =>
    [...listOf(at(profile, 'spec', 'routes')).map((route) => textOf(at(route, 'name'))), ''].map(
      (name) => ({
        route: name === '' ? defaultRoute : name,
        authority: service,
        timeWindow,
        stats: measured.get(`${dst} ${name}`)?.stats ?? noStats,
      }),
    ),
  );
}

function hostOf({ clusterDomain }: Surroundings, request: TopRoutesRequest, service: string) {
  const { namespace } = request.to ?? request.selector.resource;
  return `${service}.${namespace}.svc.${clusterDomain}`;
}

function profilesOf(around: Surroundings, request: TopRoutesRequest, object: KubeObject): Profiles {
  const { api } = around;
  const { selector, to } = request;
  const client = selector.resource.namespace;
  if (to?.type === 'authority') {
    const requirements = parseLabelSelector(selector.labelSelector);
    const all = api
      .list(profiles, { namespace: client })
      .filter(({ metadata }) => to.name === '' || metadata.name === to.name)
      .filter(({ metadata }) => matchesAll(requirements, metadata.labels));
    return new Map(all.map((profile) => [profile.metadata.name, profile]));
  }
  const targets: readonly (readonly [Resource, KubeObject])[] = to
    ? findObjects(api, { ...selector, resource: to }).map((one) => [to, one] as const)
    : [[selector.resource, object]];
  const services = targets.flatMap(([resource, one]) => servicesFor(api, resource, one));
  return new Map(
    services.map(({ metadata }) => [
      metadata.name,
      profileOf(around, client, metadata.name, metadata.namespace ?? ''),
    ]),
  );
}

/** The client's namespace may have its own, before the Service's. */
function profileOf(
  { api, clusterDomain }: Surroundings,
  client: string,
  service: string,
  namespace: string,
): KubeObject | undefined {
  const name = `${service}.${namespace}.svc.${clusterDomain}`;
  const own = client === namespace ? undefined : api.find(profiles, { namespace: client, name });
  return own ?? api.find(profiles, { namespace, name });
}

function routeQueries(
  { selector, to, timeWindow }: TopRoutesRequest,
  { metadata }: KubeObject,
  dsts: readonly string[],
): Queries {
  const resource = { ...selector.resource, name: metadata.name };
  const labels = { ...queryLabels(resource), direction: to ? 'outbound' : 'inbound' };
  const text = labelsText(
    labels,
    dsts.length === 0 ? [] : [`dst=~"(${dsts.join('|')})(:\\\\d+)?"`],
  );
  const increase = (metric: string) =>
    `sum(increase(${metric}${text}[${timeWindow}])) by (rt_route, dst, classification)`;
  return {
    requests: increase('route_response_total'),
    ...(to && { 'actual requests': increase('route_actual_response_total') }),
    ...quantiles(`route_response_latency_ms_bucket${text}[${timeWindow}]`, ['dst', 'rt_route']),
  };
}
