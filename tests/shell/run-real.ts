import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from './run-ours.ts';

/** What the machine's own bash does with each script, each in an empty folder, all started by one process. */
export function runReal(scripts: readonly string[]): { folder: string; outcomes: Outcome[] } {
  const root = mkdtempSync(join(tmpdir(), 'maillage-oracle-'));
  for (const [i, script] of scripts.entries()) {
    mkdirSync(join(root, `${i}`));
    mkdirSync(join(root, `results-${i}`));
    writeFileSync(join(root, `results-${i}`, 'script'), script);
  }
  const driver = `
for ((i = 0; i < ${scripts.length}; i++)); do
  (
    mkdir ${root}/home; cd ${root}/home
    cp ../results-$i/script ../script
    env -i PATH=/usr/local/bin:/usr/bin:/bin HOME="$PWD" LC_ALL=C.UTF-8 TZ=UTC0 USER=root \
      timeout 10 bash --norc ../script < /dev/null > ../results-$i/stdout 2> ../results-$i/stderr
    echo $? > ../results-$i/status
    cd ..; rm -rf home
  ) 2>/dev/null
done`;
  spawnSync('bash', ['--norc', '-c', driver], { cwd: root });
  const outcomes = scripts.map((_, i): Outcome => {
    const read = (name: string): string => readFileSync(join(root, `results-${i}`, name), 'utf8');
    return { stdout: read('stdout'), stderr: read('stderr'), status: Number(read('status')) };
  });
  rmSync(root, { recursive: true });
  return { folder: join(root, 'home'), outcomes };
}
