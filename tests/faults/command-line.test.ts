import { beforeEach, expect, test } from 'vitest';
import { createRandom } from '#cluster/clock/random.ts';
import { nodeHost } from '../../scripts/node-host.ts';
import { openSession, type Session } from './session.ts';

let session: Session;

beforeEach(() => {
  session = openSession();
});

/** Lets what runs go on for so long, in real time. */
async function during(ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end) await nodeHost.turn();
}

test('1: random bytes end with an exit code', async () => {
  const random = createRandom(1);
  for (let count = 0; count < 60; count += 1) {
    const length = 1 + random.below(count % 10 === 0 ? 10_000 : 200);
    const bytes = Uint8Array.from({ length }, () => random.below(256));
    const run = session.shell.run(new TextDecoder('latin1').decode(bytes));
    if ('needsMore' in run) {
      await session.shell.end();
      continue;
    }
    run.stdin.end();
    await session.follow(run);
    const code = await run.done;
    expect(Number.isInteger(code) && code >= 0 && code < 256).toBe(true);
  }
  expect(session.faults).toEqual([]);
  expect(await session.type('echo ici')).toBe('ici\n');
});

test('2: a line of more than a million characters is refused with a message', async () => {
  expect(await session.type(`echo ${'x'.repeat(1_100_000)}`)).toMatch(/^bash: .+\n\[\d+\]$/);
});

test('3: Ctrl-C stops the rest of two hundred pasted lines', async () => {
  const lines = Array.from({ length: 200 }, (_, at) => `echo ${at}; sleep 1`).join('\n');
  expect(await session.type(lines, { interruptAfterMs: 3_500 })).toBe('0\n1\n2\n3\n[130]');
});

test('6: a loop of kubectl is stopped by Ctrl-C within a second', async () => {
  const run = session.start('while true; do kubectl get po; done');
  await during(200);
  run.interrupt();
  const start = performance.now();
  expect(await run.done).toBe(130);
  expect(performance.now() - start).toBeLessThan(1_000);
});

test('6: what such a loop prints is cut', async () => {
  const printed = await session.type('while true; do kubectl api-resources; done');
  expect(printed).toMatch(/sortie tronquée \(1\s000\s000 octets\)\n/u);
  expect(printed.length).toBeLessThan(1_200_000);
}, 60_000);

test('7: a fork bomb and an endless recursion end with a message', async () => {
  expect(await session.type(':(){ :|:& };:')).toContain('fork: Resource temporarily unavailable\n');
  expect(await session.type('f(){ f; }; f')).toContain(
    'bash: f: maximum function nesting level exceeded (1000)\n',
  );
});

test.each(['(', '{ ', '$(', 'echo $(', 'echo $((', 'if ', '[[ ( '])(
  '8: five thousand times %j is a syntax error, or asks for more',
  async (opening) => {
    const run = session.shell.run(opening.repeat(5_000));
    await ('needsMore' in run ? session.shell.end() : run.done);
    expect(session.shell.status()).toBeGreaterThan(0);
    expect(session.printed()).toMatch(/^bash: .*(?:syntax error|unexpected EOF)/s);
    expect(session.faults).toEqual([]);
  },
);

test.each([
  ['echo {1..10000000}', 'bash: brace expansion: cannot allocate memory\n[1]'],
  ["printf '%1000000000s'", 'maillage: … sortie tronquée'],
  ['seq 1000000000', 'maillage: … sortie tronquée'],
  ['x=a; for i in {1..40}; do x=$x$x; done', 'bash: xrealloc: cannot allocate memory\n[1]'],
])('9 and 10: %s is refused or cut', async (line, message) => {
  expect(await session.type(line)).toContain(message);
});

const letters = 'a'.repeat(40);

test.each([
  [`echo ${letters} | grep -E '^(a*)*b$'`, '[1]'],
  [`echo ${letters} | sed -E 's/^(a*)*b$/x/'`, `${letters}\n`],
  [`echo ${letters} | awk '/^(a*)*b$/'`, ''],
  [`echo '"${letters}"' | jq 'test("^(a*)*b$")'`, 'false\n'],
  [
    `[[ ${letters} =~ ^(a*)*b$ ]]`,
    'bash: maillage: une répétition dans une répétition, sur un texte long, n’est pas simulée dans ce cours\n[2]',
  ],
  [
    `kubectl get po -o jsonpath='{.items[?(@.a=~"(a*)*b")]}'`,
    'error: error parsing jsonpath {.items[?(@.a=~"(a*)*b")]}, unrecognized character in action: U+007E \'~\'\n[1]',
  ],
])(
  '11: an expression that would take for ever is answered or refused: %s',
  async (line, printed) => {
    expect(await session.type(line)).toBe(printed);
  },
);

test('13: nothing follows a watch that Ctrl-C ended', async () => {
  await session.type('kubectl create deployment web --image=nginx:1.28');
  expect(await session.type('kubectl get po -w', { interruptAfterMs: 5_000 })).toMatch(/\[130\]$/);
  session.printed();
  await session.type('kubectl scale deploy/web --replicas=3 >/dev/null; sleep 5');
  expect(session.printed()).toBe('');
});

test('14: logs -f ends at Ctrl-C, stops at Ctrl-Z and goes on at fg', async () => {
  await session.type('kubectl run web --image=nginx:1.28; sleep 5');
  const first = session.start('kubectl logs -f web');
  await session.follow(first, 1_000);
  first.interrupt();
  first.interrupt();
  await session.follow(first);
  expect(await first.done).toBe(130);
  const second = session.start('kubectl logs -f web');
  await session.follow(second, 1_000);
  session.printed();
  second.stop();
  await session.follow(second);
  expect(await second.done).toBe(148);
  expect(session.printed()).toContain('Stopped                 kubectl logs -f web');
  expect(await session.type('kill %1; sleep 1; jobs')).toContain('Terminated');
});

test.each([
  [
    'Upper',
    'metadata.name: Invalid value: "Upper": a lowercase RFC 1123 subdomain must consist of',
  ],
  ["'..'", 'metadata.name: Invalid value: "..": a lowercase RFC 1123 subdomain must consist of'],
  ['a/b', 'metadata.name: Invalid value: "a/b": a lowercase RFC 1123 subdomain must consist of'],
  ['a'.repeat(254), 'must be no more than 253 bytes'],
  ['😀', 'metadata.name: Invalid value: "😀": a lowercase RFC 1123 subdomain must consist of'],
  ["$'a\\x00B'", 'configmap/a created'],
  ["''", 'error: name must be specified\n[1]'],
])('18: the name %s is refused in the words of the server', async (name, message) => {
  expect(await session.type(`kubectl create cm ${name}`)).toContain(message);
});

test('19: names of JavaScript are names like others', async () => {
  await session.type(
    'kubectl create cm constructor --from-literal=__proto__=1 --from-literal=toString=2',
  );
  await session.type('kubectl label cm constructor constructor=y');
  expect(
    await session.type(
      "kubectl get cm constructor -o jsonpath='{.data.__proto__}{.data.toString}{.data.valueOf}{.metadata.labels.constructor}'",
    ),
  ).toBe('12y');
  expect(
    await session.type(
      '__proto__=1; constructor=2; declare -A m; m[__proto__]=3; m[toString]=4; echo $__proto__ $constructor ${m[__proto__]}${m[toString]}${m[valueOf]}',
    ),
  ).toBe('1 2 34\n');
  expect(await session.type('kubectl get __proto__')).toBe(
    'error: the server doesn\'t have a resource type "__proto__"\n[1]',
  );
  expect(Reflect.get({}, 'x')).toBeUndefined();
});

test('20: the file system refuses what the real one refuses, and its quota holds', async () => {
  expect(await session.type('rm -rf /')).toMatch(/^rm: .+\n\[1\]$/);
  expect(await session.type('cd nowhere')).toBe(
    'bash: cd: nowhere: No such file or directory\n[1]',
  );
  const filled = await session.type(
    'printf "%1000000s" > m; for i in {1..20}; do cat m >> f || break; done; rm -f f m',
  );
  expect(filled).toContain('No space left on device');
  expect(await session.type('echo ici > f; cat f')).toBe('ici\n');
});

test.each(['exit', 'exec bash', 'sudo su', 'vim', 'top', 'ssh x', 'docker ps'])(
  '21: %s explains itself, and the terminal goes on',
  async (line) => {
    const printed = await session.type(line);
    expect(printed).toMatch(line === 'exec bash' ? /^$/ : /maillage: /);
    expect(await session.type('echo ici')).toBe('ici\n');
  },
);

test('22: nothing outside answers', async () => {
  expect(await session.type('curl -m 3 http://169.254.169.254')).toBe(
    'curl: (28) Connection timed out after 3001 milliseconds\n[28]',
  );
  expect(await session.type('curl https://example.com')).toBe(
    'curl: (6) Could not resolve host: example.com\n[6]',
  );
});

test.each([
  ['kubectl\u00a0get pods', 'espace insécable'],
  ['kubectl get pods –n x', 'tiret'],
  ['kubectl get pods “a”', 'guillemets courbes'],
  ['kubectl get pods ‘a’', 'apostrophes courbes'],
])('24: signs that a text puts in place of others are told: %s', async (line, sign) => {
  expect(await session.type(line)).toMatch(new RegExp(`maillage: la ligne contient .*${sign}`));
});
