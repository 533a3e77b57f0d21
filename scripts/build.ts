import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const sources = [
  'src',
  'content',
  'labs',
  'public',
  'scripts',
  'astro.config.mjs',
  'package-lock.json',
];
const built = 'dist/404.html';

function newestChange(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inside = readdirSync(path).map((name) => newestChange(join(path, name)));
  return Math.max(stat.mtimeMs, ...inside);
}

/** Whether the course must be built before it is served: nothing is built, or a source is newer. */
export function isStale(): boolean {
  if (!existsSync(built)) return true;
  return Math.max(...sources.map(newestChange)) > statSync(built).mtimeMs;
}

/** Builds the course into dist/. Astro's output is shown only when it fails. */
export function build(env: Record<string, string> = {}): boolean {
  const run = spawnSync('npx', ['astro', 'build'], {
    encoding: 'utf8',
    // A thousand chapters say more than Node keeps by default.
    maxBuffer: Number.POSITIVE_INFINITY,
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', ...env },
  });
  if (run.status !== 0) console.error(run.stdout + run.stderr);
  return run.status === 0;
}
