import type { Image, MainProcess } from '#cluster/kubelet/image.ts';
import type { Mesh } from '#mesh/linkerd/mesh.ts';
import { startDestination } from './destination.ts';
import { startHeartbeat } from './heartbeat.ts';
import { startIdentity } from './identity.ts';
import { startPolicyController } from './policy-controller.ts';
import { startProxyInjector } from './webhooks/proxy-injector.ts';
import { startSpValidator } from './webhooks/sp-validator.ts';
import type { Surroundings } from './surroundings.ts';
import { createDesk } from './webhooks/desk.ts';

const programs: Readonly<Record<string, (surroundings: Surroundings) => MainProcess>> = {
  identity: startIdentity,
  destination: startDestination,
  'proxy-injector': startProxyInjector,
  'sp-validator': startSpValidator,
  heartbeat: startHeartbeat,
};

/**
 * `cr.l5d.io/linkerd/controller`: every process of the control plane, by its first argument; the policy controller is a program of its
 * own. There is no shell in it.
 */
export function controllerImage(mesh: Mesh): Image {
  const desk = createDesk(mesh.host);
  return {
    name: 'controller',
    size: 66,
    user: '65534',
    entrypoint: [
      '/usr/lib/linkerd/linkerd-await',
      '--timeout=2m',
      '--',
      '/usr/lib/linkerd/controller',
    ],
    programs: [],
    start: (argv, container) => {
      const surroundings = { mesh, desk, argv, container };
      if (argv.some((part) => part.endsWith('/linkerd-policy-controller'))) {
        return startPolicyController(surroundings);
      }
      const name = argv.find((part) => Object.hasOwn(programs, part));
      return name === undefined ? undefined : programs[name]?.(surroundings);
    },
  };
}
