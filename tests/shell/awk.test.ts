import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createClock } from '../../src/cluster/clock/clock.ts';
import { runToEnd } from '../../src/cluster/clock/pump.ts';
import { createRandom } from '../../src/cluster/clock/random.ts';
import { createFiles } from '../../src/process/memory-files.ts';
import { awk } from '../../src/shell/programs/awk/awk.ts';
import { corePrograms } from '../../src/shell/programs/table.ts';
import { createShell } from '../../src/shell/shell.ts';
import { follow } from './follow.ts';
import { runOurs } from './run-ours.ts';

const folder = '/tmp/awk';

/** What GNU awk 5.2.1 answered: few machines have it, so it was asked once. */
const golden = z
  .object({
    prelude: z.string(),
    scripts: z.array(
      z.object({
        script: z.string(),
        stdout: z.string().default(''),
        stderr: z.string().default(''),
        status: z.number().default(0),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('awk.golden.json', import.meta.url), 'utf8')));

test('at least 300 scripts are compared', () => {
  expect(golden.scripts.length).toBeGreaterThanOrEqual(300);
});

test.each(golden.scripts)('$script', async ({ script, ...expected }) => {
  expect(await runOurs(golden.prelude + script, folder)).toEqual(expected);
});

test('a line is written before the next one comes', async () => {
  const seen = await follow(awk, ['awk', '{ print $1 "!" }'], ['a b\n', 'c d\n', 'e f\n']);
  expect(seen).toEqual(['', 'a!\n', 'a!\nc!\n']);
});

test('what getline waits for is preceded by what was printed', async () => {
  const program = 'BEGIN { print "first"; while ((getline x) > 0) print "got " x }';
  const seen = await follow(awk, ['awk', program], ['a\n', 'b\n']);
  expect(seen).toEqual(['first\n', 'first\ngot a\n']);
});

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

function start() {
  const clock = createClock(Date.UTC(2026, 0, 15));
  let screen = '';
  const shell = createShell({
    files: createFiles({ now: clock.now }),
    programs: corePrograms,
    time: clock,
    turn,
    random: createRandom(1),
    terminal: {
      write: (data) => {
        screen += String(data);
        return Promise.resolve();
      },
      columns: () => 80,
    },
  });
  return { shell, clock, screen: () => screen };
}

test.each([
  "awk 'BEGIN { while (1) ; }'",
  "awk 'BEGIN { for (;;) n++ }'",
  "awk 'function f() { f2() } function f2() { n++ } BEGIN { do f(); while (1) }'",
  `awk 'BEGIN { while (1) print "y" }' > /dev/null`,
  "awk '{ print }'",
  `awk 'BEGIN { system("sleep 99") }'`,
  `awk 'BEGIN { "sleep 99" | getline x }'`,
])('Ctrl-C ends %s', async (line) => {
  const { shell, clock } = start();
  const run = shell.run(line);
  if ('needsMore' in run) throw new Error(line);
  for (let i = 0; i < 20; i += 1) await turn();
  run.interrupt();
  await runToEnd(clock, run.done, { turn });
  expect(await run.done).toBe(130);
});

test('a program that prints for ever ends with its reader', async () => {
  const { stdout } = await runOurs(`awk 'BEGIN { while (1) print "y" }' | head -n 2`, folder);
  expect(stdout).toBe('y\ny\n');
});

test.each([
  ['BEGIN { s = "x"; while (1) s = s s }', 'plus de 8 millions de caractères dans un texte'],
  ['BEGIN { while (1) a[n++] }', 'plus de 500 000 éléments dans un tableau'],
  ['function f() { return 1 + f() } BEGIN { f() }', 'plus de 50 000 appels l’un dans l’autre'],
])('%s is stopped, and said', async (program, reason) => {
  const { stderr, status } = await runOurs(`awk '${program}'`, folder);
  expect({ stderr, status }).toEqual({
    stderr: `awk: cmd. line:1: maillage: ${reason}\n`,
    status: 2,
  });
});

test.each([
  [`awk 'BEGIN { x = @/a/ }'`, 'les expressions régulières typées ne sont pas simulées', 1],
  [`awk 'BEGIN { print "a" |& "cat" }'`, '« |& » n’est pas simulé', 1],
  [`awk 'BEGIN { f = "g"; @f() }'`, 'les appels indirects ne sont pas simulés', 1],
  [`awk 'BEGIN { print mkbool(1) }'`, '« mkbool » n’est pas simulé', 2],
  [`awk 'BEGIN { for (k in PROCINFO) print k }'`, 'parcourir PROCINFO n’est pas simulé', 2],
  [`awk 'BEGIN { print SYMTAB["x"] }'`, '« SYMTAB » n’est pas simulé', 2],
  [`awk --posix 'BEGIN { }'`, 'l’option « -P » d’awk n’est pas simulée', 2],
])('%s says so', async (line, reason, expected) => {
  const { stderr, status } = await runOurs(line, folder);
  expect(status).toBe(expected);
  expect(stderr).toContain(`maillage: ${reason} dans ce cours`);
});
