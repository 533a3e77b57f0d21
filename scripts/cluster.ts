import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { newCluster } from '#worker/course-cluster.ts';
import { kubeconfigOf } from '#worker/kubeconfig.ts';
import { startPace } from '#worker/pace.ts';
import { serveApi } from './api-server.ts';
import { nodeHost } from './node-host.ts';

const usage = `npm run cluster -- [--port N] [--seed N] [--speed N] [--no-load-balancer]

Sert le cluster simulé en HTTP sur 127.0.0.1, et donne un kubeconfig : apportez votre kubectl, k9s ou Headlamp.
  --port N             port (6443)
  --seed N             graine du hasard (1)
  --speed N            vitesse de l’horloge du cluster (1)
  --no-load-balancer   les services LoadBalancer restent <pending>`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '6443' },
    seed: { type: 'string', default: '1' },
    speed: { type: 'string', default: '1' },
    'no-load-balancer': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function serve(): Promise<void> {
  const cluster = newCluster({
    seed: Number(values.seed),
    start: Date.now(),
    loadBalancer: !values['no-load-balancer'],
    turn: nodeHost.turn,
  });
  const server = await serveApi(cluster.fetch, Number(values.port));
  const pace = startPace(cluster.clock, nodeHost, Number(values.speed));
  const file = join(mkdtempSync(join(tmpdir(), 'maillage-')), 'kubeconfig');
  writeFileSync(file, kubeconfigOf(server.url));
  console.log(
    `Le cluster répond sur ${server.url}. Dans un autre terminal :\n\n  export KUBECONFIG=${file}\n  kubectl get nodes\n\nCtrl+C l’arrête.`,
  );
  process.on('SIGINT', () => {
    pace.stop();
    void server.close().then(() => process.exit(0));
  });
}

if (values.help) console.log(usage);
else {
  serve().catch((error: unknown) => {
    console.error(
      error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
        ? `Le port ${values.port} est pris. Choisissez-en un autre : npm run cluster -- --port 6444`
        : error,
    );
    process.exit(1);
  });
}
