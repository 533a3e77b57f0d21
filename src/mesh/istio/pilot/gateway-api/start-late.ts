import type { PushContext } from '#mesh/istio/pilot/push-context.ts';
import { gatewayApiKinds } from '#mesh/istio/pilot/model/sources.ts';
import { gatewayApi, loaded } from '#mesh/istio/late-parts.ts';
import type { ControllerParts, GatewayController } from './controller.ts';

/** The controller, from when a kind of the Gateway API is served: most meshes have none. */
export function startGatewayController(parts: ControllerParts): GatewayController {
  let controller: GatewayController | undefined;
  const isServed = (): boolean => {
    const served = new Set<string>(parts.api.resources());
    return gatewayApiKinds.some((kind) => served.has(kind));
  };
  return {
    update: (context: PushContext) => {
      if (!controller && isServed()) {
        controller = loaded(gatewayApi).createGatewayController(parts);
      }
      controller?.update(context);
    },
    stop: () => controller?.stop(),
    save: () => {
      const saved = controller;
      const restore = controller?.save();
      return () => {
        controller = saved;
        restore?.();
      };
    },
  };
}
