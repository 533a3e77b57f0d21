import type { Failure } from '#cluster/network/http.ts';
import type { Stack } from '#cluster/network/stack.ts';
import { osError } from './errors.ts';
import { withSources, type Line } from './log.ts';
import type { ControlAddress } from './options.ts';

/** What the log says of a control plane that could not be reached (linkerd/app/core/src/control.rs, linkerd/reconnect). */
export function controlFailure(
  network: Pick<Stack, 'resolve'>,
  { host, port }: ControlAddress,
  failure: Failure,
  spans: string,
): Line {
  const controller = `${spans}:controller{addr=${host}:${port}}`;
  const [ip] = network.resolve(host);
  if (failure.reason === 'unresolved' || ip === undefined) {
    return {
      level: 'WARN',
      spans: controller,
      target: 'linkerd_app_core::control',
      message: `Failed to resolve control-plane component error=no record found for name: ${host}. type: SRV class: IN`,
    };
  }
  return {
    level: 'WARN',
    spans: `${controller}:endpoint{addr=${ip}:${port}}`,
    target: 'linkerd_reconnect',
    message: `Failed to connect error=${withSources([`endpoint ${ip}:${port}`, osError(failure)])}`,
  };
}
