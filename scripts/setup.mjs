// Runs on whatever Node the machine has (20 or later), before anything is installed: `npm start` and `npm test` begin here.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const stampFile = 'node_modules/.maillage-installed';
const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');

function isInstalled() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted;
}

function install() {
  console.log('Installation des dépendances (une fois)…');
  const { status } = spawnSync('npm', ['ci', '--silent'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) {
    console.error('« npm ci » a échoué. Vérifiez l’accès au registre npm, puis recommencez.');
    process.exit(status ?? 1);
  }
  writeFileSync(stampFile, wanted);
}

/** The Node of the project where its platform has one, else the machine's own when it is recent enough. */
function projectNode() {
  const local = 'node_modules/.bin/node';
  if (existsSync(local)) return local;
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major >= 24) return process.execPath;
  console.error(
    `Node ${process.versions.node} est trop ancien sur cette plateforme : installez Node 24.`,
  );
  return process.exit(1);
}

if (!isInstalled()) install();
process.env.ASTRO_TELEMETRY_DISABLED = '1';
process.env.PATH = `${process.cwd()}/node_modules/.bin${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`;
const [program, ...rest] = process.argv.slice(2);
const { status } = spawnSync(projectNode(), [`scripts/${program}.ts`, ...rest], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
