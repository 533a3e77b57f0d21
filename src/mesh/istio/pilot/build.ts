import { lazy } from './model/lazy.ts';
import type { MeshConfig } from './model/mesh-config.ts';
import type { Service } from './model/service.ts';
import { type ServiceTarget, serviceTargets } from './model/service-targets.ts';
import type { SidecarScope } from './model/sidecar-scope.ts';
import type { ProxyNode } from './proxy-node.ts';
import type { PushContext } from './push-context.ts';

/** What everything that is made for one proxy is made of. */
export interface Build {
  readonly node: ProxyNode;
  readonly push: PushContext;
  readonly mesh: MeshConfig;
  readonly scope: SidecarScope;
  /** What the proxy's own workload serves. */
  readonly targets: readonly ServiceTarget[];
}

export function buildFor(node: ProxyNode, push: PushContext): Build {
  const targets = lazy(() => serviceTargets(push, node));
  return {
    node,
    push,
    mesh: push.mesh(),
    scope: push.scopeOf(node),
    get targets() {
      return targets();
    },
  };
}

/** The Service of a host as this proxy knows it: pilot/pkg/model/push_context.go ServiceForHostname. */
export function knownService(build: Build, hostname: string): Service | undefined {
  return build.scope.service(hostname);
}
