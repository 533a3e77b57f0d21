import type { MainProcess } from '#cluster/kubelet/image.ts';
import { createLogrus } from './logrus.ts';
import type { Surroundings } from './surroundings.ts';
import { linkerdVersion } from '#mesh/linkerd/version.ts';

/** From its start until it has asked Prometheus for figures, in vain where there is no viz, and sent them away. */
const durationMs = 2400;

/** `controller heartbeat`: tells the project once a day that this release is in use, then ends (controller/heartbeat). */
export function startHeartbeat({ container }: Surroundings): MainProcess {
  const log = createLogrus(container);
  log('info', `running version ${linkerdVersion}`);
  container.clock.after(durationMs, () => {
    if (!isOver) container.exit(0);
  });
  let isOver = false;
  return {
    terminate: () => container.exit(0),
    kill: () => {
      isOver = true;
    },
    save: () => {
      const saved = isOver;
      return () => {
        isOver = saved;
      };
    },
  };
}
