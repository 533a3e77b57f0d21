import { header } from '#cluster/network/headers.ts';
import type { HttpRequest, HttpResponse } from '#cluster/network/http.ts';
import type { Labels } from '#mesh/linkerd/proxy-api.ts';
import { classify, classLabels } from './classify.ts';
import { findProfileRoute, profileRouteLabels } from './outbound-profile.ts';
import type { Runtime } from './runtime.ts';

/** Names that have profiles: LINKERD2_PROXY_DESTINATION_PROFILE_SUFFIXES. */
const suffix = /^[\w.-]+\.svc\.[\w.-]+$/;

/** Counts a request by the route of its Service's profile, and tells which; by the name that the client asked for. */
export function inboundProfile(
  { control, metrics }: Runtime,
  request: HttpRequest,
  { response, elapsed }: { response: HttpResponse; elapsed: number },
): Labels {
  const asked = header(request, 'l5d-dst-canonical') ?? request.authority;
  const [, name = '', port = '80'] = /^(.*?)\.?(?::(\d+))?$/.exec(asked) ?? [];
  if (!suffix.test(name)) return {};
  const profile = control.profile({ ip: name, port: Number(port) });
  if (!profile || profile.fullyQualifiedName === '') return {};
  const route = findProfileRoute(profile, request);
  const routeLabels = route?.labels ?? {};
  const labels = profileRouteLabels(
    'inbound',
    `${profile.fullyQualifiedName}:${port}`,
    routeLabels,
  );
  const status = `${labels},status_code="${response.status}"`;
  metrics.count('route_request_total', labels);
  metrics.count(
    'route_response_total',
    `${status},${classLabels(classify(response, route?.responseClasses))}`,
  );
  metrics.observe('route_response_latency_ms', status, elapsed);
  return routeLabels;
}
