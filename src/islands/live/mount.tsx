import { createRoot } from '#islands/react-root.ts';
import type { SessionSetup } from '#schemas/messages.ts';
import { startLiveSession } from '#session/live-session.ts';
import { startWorker } from '#session/worker-client.ts';
import { loadFirstParts } from './first-parts.ts';
import Sandbox from './Sandbox.tsx';

/** An empty cluster: always the same one, at the same time of the same day. */
const emptyCluster: SessionSetup = {
  files: {},
  seed: 1,
  start: Date.UTC(2026, 10, 23, 9),
  loadBalancer: true,
};

/** Draws the sandbox in `place`. The cluster starts while the terminal loads. */
export async function mountSandbox(place: HTMLElement): Promise<void> {
  const session = startLiveSession({
    setup: emptyCluster,
    columns: () => 80,
    start: startWorker,
    after: (ms, then) => {
      const timer = setTimeout(then, ms);
      return () => clearTimeout(timer);
    },
  });
  await loadFirstParts();
  createRoot(place).render(<Sandbox session={session} />);
}
