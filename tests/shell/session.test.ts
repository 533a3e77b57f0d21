import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createClock } from '../../src/cluster/clock/clock.ts';
import { runToEnd } from '../../src/cluster/clock/pump.ts';
import { createRandom } from '../../src/cluster/clock/random.ts';
import { createFiles } from '../../src/process/memory-files.ts';
import type { Program } from '../../src/process/program.ts';
import { corePrograms } from '../../src/shell/programs/table.ts';
import { createShell, type Run, type ShellOptions } from '../../src/shell/shell.ts';
import { slowness } from '../support/slowness.ts';

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

function start(options: Partial<ShellOptions> = {}) {
  const clock = createClock(Date.UTC(2026, 0, 15));
  const files = createFiles({ now: clock.now });
  let screen = '';
  const decoder = new TextDecoder();
  const faults: Error[] = [];
  const shell = createShell({
    files,
    programs: corePrograms,
    time: clock,
    turn,
    random: createRandom(1),
    onFault: (error) => void faults.push(error),
    terminal: {
      write: (data) => {
        screen += typeof data === 'string' ? data : decoder.decode(data);
        return Promise.resolve();
      },
      columns: () => 80,
    },
    ...options,
  });
  const runOf = (line: string): Run => {
    const run = shell.run(line);
    if ('needsMore' in run) throw new Error(`incomplete: ${line}`);
    return run;
  };
  const finish = async (run: Run): Promise<number> => {
    const isOver = await runToEnd(clock, run.done, { turn });
    if (!isOver) throw new Error('the line never ends');
    return run.done;
  };
  /** What a line prints, with its status when it is not 0. */
  const type = async (line: string): Promise<string> => {
    screen = '';
    const status = await finish(runOf(line));
    return status === 0 ? screen : `${screen}[${status}]`;
  };
  return { shell, clock, files, type, runOf, finish, faults, screen: () => screen };
}

test('keeps variables, functions, arrays, aliases, options and folder from line to line', async () => {
  const { type, shell } = start();
  await type('x=1; a=(1 "2 3"); f() { echo "f $1"; }; alias ll="echo listed"; mkdir d; cd d');
  expect(await type('echo $x "${a[1]}"; f y; ll now; pwd')).toBe(
    '1 2 3\nf y\nlisted now\n/home/apprenant/d\n',
  );
  expect(shell.prompt()).toBe('apprenant@maillage:~/d$ ');
  await type('false');
  expect(await type('echo $?')).toBe('1\n');
});

test.each([
  ["echo 'a", "b'", 'a\nb\n'],
  ['echo "a', 'b"', 'a\nb\n'],
  ['echo $(echo a', ')', 'a\n'],
  ['cat <<E', 'x\nE', 'x\n'],
  ['echo a |', 'cat', 'a\n'],
  ['true &&', 'echo b', 'b\n'],
  ['echo a\\', 'b', 'ab\n'],
  ['for i in 1; do', 'echo $i; done', '1\n'],
  ['if true; then', 'echo c; fi', 'c\n'],
  ['f() {', 'echo f; }; f', 'f\n'],
  ['{ echo a', '}', 'a\n'],
  ['case a in', 'a) echo m;; esac', 'm\n'],
])('asks for more after %j', async (first, second, printed) => {
  const { shell, type } = start();
  expect(shell.run(first)).toEqual({ needsMore: true });
  expect(shell.prompt()).toBe('> ');
  expect(await type(second)).toBe(printed);
});

test('forgets an incomplete command at Ctrl-C, and says what is missing at Ctrl-D', async () => {
  const { shell, screen, type } = start();
  shell.run('echo "a');
  shell.cancel();
  expect(await type('echo b')).toBe('b\n');
  shell.run('echo "a');
  await shell.end();
  expect(screen()).toContain('bash: unexpected EOF while looking for matching `"\'\n');
  shell.run('if true; then');
  await shell.end();
  expect(screen()).toContain('bash: syntax error: unexpected end of file\n');
});

test.each([
  'while true; do :; done',
  'while :; do echo -n; done',
  'f() { :; }; while f; do f; done | cat',
])('Ctrl-C ends %j with 130', async (line) => {
  const { runOf, type } = start();
  const run = runOf(line);
  await turn();
  await turn();
  run.interrupt();
  expect(await run.done).toBe(130);
  expect(await type('echo $?')).toBe('130\n');
});

test.each([0, 5])(
  'Ctrl-C ends what waits: a sleep, a reader, a pipe; after %i turns',
  async (turns) => {
    const { runOf, clock } = start();
    for (const line of [
      'sleep 99999',
      'cat',
      'read x',
      'sleep 99 | cat',
      'yes | cat > /dev/null',
      '(sleep 99)',
      'wait & wait; sleep 9',
      'nl',
      'comm - /dev/null',
      'find / -exec sleep 99 \\;',
      'find / -exec cat \\;',
    ]) {
      const run = runOf(line);
      for (let i = 0; i < turns; i += 1) await turn();
      run.interrupt();
      await runToEnd(clock, run.done, { turn });
      expect([line, await run.done]).toEqual([line, 130]);
    }
  },
);

test('a busy loop is stopped by itself when nobody interrupts it', async () => {
  const { type } = start({ limits: { steps: 20_000 } });
  expect(await type('while true; do :; done')).toBe(
    'maillage: commande arrêtée après 20\u202f000 étapes sans attente\n[137]',
  );
});

test('sleeps on the cluster’s clock', async () => {
  const { type, clock } = start();
  const before = clock.now();
  expect(await type('sleep 90; date -u +%M:%S')).toBe('01:30\n');
  expect(clock.now() - before).toBe(90_000);
});

test('runs jobs in the background, lists them, waits for them and tells their end', async () => {
  const { type } = start();
  expect(await type('sleep 5 &')).toMatch(/^\[1\] \d+\n$/u);
  expect(await type('jobs')).toBe('[1]+  Running                 sleep 5 &\n');
  expect(await type('sleep 10')).toBe('[1]+  Done                    sleep 5\n');
  await type('sleep 50 &');
  expect(await type('kill %1; sleep 1')).toBe('[1]+  Terminated              sleep 50\n');
  await type('(exit 3) &');
  expect(await type('wait %1; echo $?')).toBe('3\n[1]+  Exit 3                  (exit 3)\n');
});

test('Ctrl-Z stops a program, and fg goes on with it', async () => {
  const { runOf, finish, screen, type } = start();
  const run = runOf('sleep 100');
  for (let i = 0; i < 5; i += 1) await turn();
  run.stop();
  expect(await finish(run)).toBe(148);
  expect(screen()).toBe('\n[1]+  Stopped                 sleep 100\n');
  expect(await type('jobs')).toBe('[1]+  Stopped                 sleep 100\n');
  expect(await type('fg')).toBe('sleep 100\n');
  expect(await type('jobs')).toBe('');
});

test('gives the learner’s lines to the program that reads', async () => {
  const { runOf, finish, screen } = start();
  const run = runOf('read -p "nom ? " n; echo "bonjour $n"; cat');
  await turn();
  run.stdin.write('Ada\n');
  run.stdin.write('suite\n');
  run.stdin.end();
  expect(await finish(run)).toBe(0);
  expect(screen()).toBe('nom ? bonjour Ada\nsuite\n');
});

test('a script within the terminal is a conversation of its own', async () => {
  const { runOf, finish, screen } = start();
  const run = runOf('bash');
  run.stdin.write('x=2\n');
  run.stdin.write('echo $x\n');
  run.stdin.write('exit 4\n');
  expect(await finish(run)).toBe(4);
  expect(screen()).toContain('2\n');
});

test('expands the history', async () => {
  const { type, shell } = start();
  await type('echo un deux');
  expect(await type('!!')).toBe('echo un deux\nun deux\n');
  expect(await type('echo !$')).toBe('echo deux\ndeux\n');
  expect(await type('!nothing')).toBe('bash: !nothing: event not found\n[1]');
  expect(shell.history.slice(0, 2)).toEqual(['echo un deux', 'echo deux']);
});

test('explains what is not there, and never closes', async () => {
  const { type } = start({ suggested: ['kubectl'] });
  expect(await type('sudo su')).toMatch(
    /^bash: sudo: command not found\nmaillage: sudo n’existe pas ici/u,
  );
  expect(await type('kubeclt get pods')).toBe(
    'bash: kubeclt: command not found\nmaillage: vouliez-vous dire « kubectl » ?\n[127]',
  );
  expect(await type('foo')).toBe('bash: foo: command not found\n[127]');
  expect(await type('exit 0')).toBe(
    'exit\nmaillage: ce terminal reste ouvert : il n’y a rien derrière lui\n',
  );
  expect(await type('echo ici')).toBe('ici\n');
});

test('cuts an output that does not end', async () => {
  const { type } = start({ limits: { output: 10_000 } });
  const printed = await type('yes');
  expect(printed).toMatch(/sortie tronquée \(10\s000 octets\)\n\[\d+\]$/u);
  expect(printed.length).toBeLessThan(20_000);
});

test('survives what is too deep or too big', async () => {
  const { type, faults } = start();
  expect(await type(`${'('.repeat(5000)}${')'.repeat(5000)}`)).toMatch(/syntax error.*\n\[2\]$/u);
  expect(await type('f() { f; }; f')).toContain(
    'f: maximum function nesting level exceeded (1000)',
  );
  expect(await type('echo {1..1000000}')).toContain('brace expansion');
  expect(await type('x=aaaaaaaaaa; for i in {1..30}; do x=$x$x; done; echo ${#x}')).toContain(
    'cannot allocate',
  );
  expect(await type(`echo $((${'('.repeat(2000)}1${')'.repeat(2000)}))`)).toMatch(/\[\d+\]$/u);
  expect(faults).toEqual([]);
});

test.each([':(){ :|:& };:', 'b() { b & b & }; b', 'b() { $(b) | $(b); }; b'])(
  'ends the fork bomb %s',
  async (line) => {
    const { type, clock, faults } = start();
    await type(line);
    clock.advance(1_000);
    expect(await type('jobs; echo ici')).toMatch(/ici\n$/u);
    expect(await type('sleep 1; jobs | head -n 1; echo $(echo encore)')).toBe('encore\n');
    expect(faults).toEqual([]);
  },
);

test('a saved session comes back as it was', async () => {
  const { shell, type } = start();
  await type('x=1; mkdir d; cd d; f() { echo one; }');
  const restore = shell.save();
  await type('x=2; cd /; f() { echo two; }; sleep 9 &');
  restore();
  expect(await type('echo $x; pwd; f; jobs')).toBe('1\n/home/apprenant/d\none\n');
});

test('completes commands, files, variables, and what programs propose', async () => {
  const { shell, type } = start({
    completeProgram: (words) =>
      Promise.resolve(words[0] === 'kubectl' ? ['get', 'delete', words.join('+')] : undefined),
  });
  await type('mkdir dossier; touch "un fichier" data; k() { :; }; MAVAR=1; alias k=kubectl');
  const at = (line: string) => shell.complete(line, line.length);
  expect((await at('ech')).words).toEqual(['echo']);
  expect(await at('cat d')).toEqual({ start: 4, words: ['data', 'dossier/'] });
  expect((await at('cat un')).words).toEqual(['un\\ fichier']);
  expect((await at('cd d')).words).toEqual(['dossier/']);
  expect(await at('echo $MAV')).toEqual({ start: 5, words: ['$MAVAR'] });
  expect((await at('kubectl ge')).words).toEqual(['get']);
  expect((await at('echo a | k get po; kubectl ')).words).toContain('kubectl+');
  expect((await at('cat < d')).words).toEqual(['data', 'dossier/']);
});

const piece = fc.constantFrom(
  ...'echo a b $x "$x" ${x} $( ) ( ) { } [ ] [[ ]] (( )) ; & && || | |& < > >> << <<< 2>&1 \' " ` \\ \n if then else fi for in do done while until case esac function f() ! = += * ? ~ # $(( )) ${x:- ${x// /} ${a[@] 1 2 local return break exit set -e trap read printf %s export eval x=1 a=(1 {1..3} $@ $# $? cat head -1 sleep kill %1 jobs fg wait cd . exec'.split(
    ' ',
  ),
);

test('no line, however wrong, throws or ends without a status', async () => {
  const programs = new Map<string, Program>([
    [
      'cat',
      async ({ stdin, stdout }) => {
        for await (const chunk of stdin) await stdout.write(chunk);
        return 0;
      },
    ],
  ]);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ arbitrary: piece, weight: 8 }, fc.string({ maxLength: 4 })), {
        maxLength: 14,
      }),
      async (words) => {
        const { shell, finish, faults } = start({
          programs,
          limits: { steps: 3_000, functionDepth: 30 },
        });
        const run = shell.run(words.join(' '));
        if ('needsMore' in run) {
          await shell.end();
          return;
        }
        run.stdin.end();
        run.stdin.end();
        const timer = turn()
          .then(turn)
          .then(turn)
          .then(() => {
            run.interrupt();
          });
        const status = await finish(run);
        await timer;
        expect(faults).toEqual([]);
        expect(status).toBeGreaterThanOrEqual(0);
        expect(status).toBeLessThan(256);
      },
    ),
    { numRuns: Number(process.env['FUZZ_LINES'] ?? 1000) },
  );
}, 600_000);

test.each([
  '${x//*(*(a))b}',
  '${x#+(a|aa)b}',
  '${x%%*(*(a))b}',
  '$(case $x in *(*(a))b) echo yes ;; esac)',
  '$([[ $x == *(*(a))b ]] && echo yes)',
])('a pattern that might take for ever is refused on a long text: %s', async (expansion) => {
  const { type } = start();
  expect(await type(`shopt -s extglob; x=${'a'.repeat(40)}c; echo ${expansion}`)).toMatch(
    /une répétition dans une répétition/,
  );
});

test('a choice that can be made in one way only is no risk', async () => {
  const { type } = start();
  const text = 'foobar'.repeat(20);
  expect(await type(`shopt -s extglob; x=${text}; echo "[\${x//+(foo|bar)}]"`)).toBe('[]\n');
  expect(await type(`x=${'ab'.repeat(20)}; echo "[\${x##*(a|b)}]"`)).toBe('[]\n');
});

test('yq reads no more levels and follows no more aliases than kubectl apply does', async () => {
  const { type, files } = start();
  files.write('/home/apprenant/deep.yaml', `a: ${'['.repeat(2_000)}${']'.repeat(2_000)}\n`);
  const bomb = Array.from(
    { length: 9 },
    (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at}, `.repeat(9)}]\n`,
  );
  files.write('/home/apprenant/bomb.yaml', `a0: &a0 [x, x, x]\n${bomb.join('')}`);
  expect(await type('yq .a deep.yaml')).toMatch(/n’est pas simulé dans ce cours/);
  expect(await type('yq .a9 bomb.yaml')).toMatch(/excessive aliasing/);
});

test('Ctrl-C ends at once a pipe that would print for hours', async () => {
  const { runOf, clock } = start();
  const run = runOf('seq 1000000000 | tail -1');
  for (let turns = 0; turns < 20; turns += 1) await turn();
  const before = process.cpuUsage();
  run.interrupt();
  await runToEnd(clock, run.done, { turn });
  const { user } = process.cpuUsage(before);
  expect(await run.done).toBe(130);
  expect(user / 1000).toBeLessThan(500 * slowness());
});
