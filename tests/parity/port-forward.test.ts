import { spawn } from 'node:child_process';
import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadAll, newCluster } from '#worker/course-cluster.ts';
import { kubeconfigOf } from '#worker/kubeconfig.ts';
import { startPace } from '#worker/pace.ts';
import { serveApi } from '../../scripts/api-server.ts';
import { nodeHost } from '../../scripts/node-host.ts';
import { runOurs } from './bench.ts';
import { canRunKubectl, realKubectl } from './kubectl.ts';

await loadAll();

test.runIf(canRunKubectl)(
  'the real kubectl forwards a port, and HTTP goes through it',
  async () => {
    const cluster = newCluster({ seed: 1, start: Date.now(), turn: nodeHost.turn });
    await runOurs(cluster, 'kubectl run web --image=nginx:1.28', {});
    cluster.clock.advance(20_000);
    const server = await serveApi(cluster.fetch);
    const pace = startPace(cluster.clock, nodeHost);
    const home = mkdtempSync(join(tmpdir(), 'maillage-forward-'));
    mkdirSync(join(home, '.kube'));
    writeFileSync(join(home, '.kube/config'), kubeconfigOf(server.url));
    const child = spawn(realKubectl(), ['port-forward', 'pod/web', ':80', '--address=127.0.0.1'], {
      env: { HOME: home, PATH: '' },
    });
    let said = '';
    const port = await new Promise<string>((resolve, reject) => {
      const hear = (chunk: Buffer): void => {
        said += chunk.toString();
        const found = /127\.0\.0\.1:(\d+) -> 80/.exec(said)?.[1];
        if (found) resolve(found);
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.on('close', () => reject(new Error(said)));
    });
    const [found, absent] = await Promise.all(
      ['/', '/absent'].map((path) => fetch(`http://127.0.0.1:${port}${path}`)),
    );
    expect([found?.status, absent?.status]).toEqual([200, 404]);
    expect(await found?.text()).toContain('<title>Welcome to nginx!</title>');
    child.removeAllListeners('close');
    child.kill();
    pace.stop();
    await server.close();
  },
);
