import { build, isStale } from './build.ts';
import { serve } from './serve.ts';

const firstPort = 4321;
const triedPorts = 20;

async function serveOnFreePort(): Promise<string> {
  for (let port = firstPort; port < firstPort + triedPorts; port += 1) {
    try {
      return (await serve({ dir: 'dist', port })).url;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    }
  }
  throw new Error(`Aucun port libre entre ${firstPort} et ${firstPort + triedPorts - 1}.`);
}

if (isStale()) {
  console.log('Construction du cours…');
  if (!build()) process.exit(1);
}
console.log(`Maillage est prêt : ${await serveOnFreePort()}fr/\nCtrl+C pour arrêter.`);
