import { createClock } from '../../src/cluster/clock/clock.ts';
import { runToEnd } from '../../src/cluster/clock/pump.ts';
import { createRandom } from '../../src/cluster/clock/random.ts';
import { createFiles } from '../../src/process/memory-files.ts';
import { createTextInput, createTextOutput } from '../../src/process/pipe.ts';
import type { Program } from '../../src/process/program.ts';
import { corePrograms } from '../../src/shell/programs/table.ts';
import { createSh } from '../../src/shell/sh.ts';

export interface Outcome {
  stdout: string;
  stderr: string;
  status: number;
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Runs a script as `bash script` in a folder, by our interpreter. */
export async function runOurs(script: string, folder: string): Promise<Outcome> {
  const clock = createClock(Date.UTC(2026, 0, 15, 10));
  const files = createFiles({ now: clock.now });
  for (const path of [folder, '/tmp', '/etc']) files.makeFolder(path, { parents: true });
  files.write('/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\n');
  files.write(`${folder}/../script`, script);
  const programs = new Map<string, Program>(corePrograms);
  const bash = createSh({ programs, turn, random: createRandom(1) });
  programs.set('bash', bash).set('sh', bash);
  const [stdout, stderr] = [createTextOutput(), createTextOutput()];
  const run = bash({
    argv: ['bash', '../script'],
    env: new Map([
      ['PATH', '/usr/local/bin:/usr/bin:/bin'],
      ['HOME', folder],
      ['LC_ALL', 'C.UTF-8'],
      ['TZ', 'UTC0'],
      ['USER', 'root'],
    ]),
    cwd: folder,
    files,
    stdin: createTextInput(),
    stdout,
    stderr,
    signal: new AbortController().signal,
    time: clock,
  });
  const isOver = await runToEnd(clock, run, { turn });
  return { stdout: stdout.text(), stderr: stderr.text(), status: isOver ? await run : -1 };
}
