import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Built {
  readonly printed: string;
  readonly dir: string;
}

function runBuild(env: Record<string, string>): Built & { readonly ok: boolean } {
  const dir = mkdtempSync(join(tmpdir(), 'maillage-site-'));
  const elsewhere = { OUT_DIR: dir, CACHE_DIR: `${dir}-cache`, ASTRO_TELEMETRY_DISABLED: '1' };
  const run = spawnSync('npx', ['astro', 'build'], {
    encoding: 'utf8',
    // Vitest names its own base, mode and environment, which a build would take for the site's.
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...elsewhere, ...env },
  });
  return { ok: run.status === 0, printed: run.stdout + run.stderr, dir };
}

/** Builds the site elsewhere than in dist/. Throws what the build printed when it fails. */
export function buildSite(env: Record<string, string>): Built {
  const built = runBuild(env);
  if (!built.ok) throw new Error(built.printed);
  return built;
}

/** What a build that must fail prints. Throws when it succeeds. */
export function failedBuild(env: Record<string, string>): string {
  const built = runBuild(env);
  if (built.ok) throw new Error(`Le build aurait dû échouer.\n${built.printed}`);
  return built.printed;
}
