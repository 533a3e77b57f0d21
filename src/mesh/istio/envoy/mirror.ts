import type { HttpRequest } from '#cluster/network/http.ts';
import { happens } from './fraction.ts';
import { setHeader } from './header-mutation.ts';
import { routeRequest } from './router.ts';
import type { RouteAction } from './routes.ts';
import type { Runtime } from './runtime.ts';
import { createStreamInfo, type StreamInfo } from './stream-info.ts';

/** Sends a copy to each shadow; what they answer is for nobody (source/common/router/shadow_writer_impl.cc). */
export function mirror(
  runtime: Runtime,
  stream: StreamInfo,
  action: RouteAction,
  request: HttpRequest,
): void {
  for (const policy of action.requestMirrorPolicies ?? []) {
    const fraction = policy.runtimeFraction?.defaultValue;
    const cluster = runtime.clusters.find(policy.cluster);
    if (!cluster || (fraction && !happens(fraction, runtime.random))) continue;
    const authority = policy.disableShadowHostSuffixAppend
      ? request.authority
      : request.authority.replace(/(:\d+)?$/, '-shadow$1');
    const internal = setHeader(request.headers, 'x-envoy-internal', 'true');
    const headers = setHeader(internal, 'x-forwarded-for', runtime.ip);
    routeRequest(runtime, createStreamInfo(stream.downstream, stream.elapsed), {
      cluster,
      action: { timeout: action.timeout ?? '15s' },
      request: { ...request, authority, headers },
      overridesAlpn: true,
    });
  }
}
