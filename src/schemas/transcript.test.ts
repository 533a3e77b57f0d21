import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReplayCommand } from './lab-replay.ts';
import { parseTranscript, printTranscript } from './transcript.ts';

const example = `# step: installer-crds
$ kubectl apply -f strict.yaml
peerauthentication.security.istio.io/default created
$ curl -sS http://productpage:9080/productpage
# wait: 2s
curl: (56) Recv failure: Connection reset by peer
# exit: 56

# step: verifier
$ kubectl apply -f - <<EOF
> kind: List
>
> EOF
`;

const command = (input: string, output: ReplayCommand['output'] = [], exitCode = 0) =>
  expect.objectContaining({ input, output, exitCode });

describe('parseTranscript', () => {
  test('reads steps, commands, waits, exit codes and line numbers', () => {
    const steps = parseTranscript(example, 'transcript.golden');
    expect(steps.map(({ id, line }) => [id, line])).toEqual([
      ['installer-crds', 1],
      ['verifier', 9],
    ]);
    expect(steps[0]?.commands).toEqual([
      command('kubectl apply -f strict.yaml', [
        { text: 'peerauthentication.security.istio.io/default created\n', waitMs: 0 },
      ]),
      command(
        'curl -sS http://productpage:9080/productpage',
        [{ text: 'curl: (56) Recv failure: Connection reset by peer\n', waitMs: 2000 }],
        56,
      ),
    ]);
    expect(steps[0]?.commands.map(({ line }) => line)).toEqual([2, 4]);
  });

  test('reads a here-document as one command', () => {
    const steps = parseTranscript(example, 'transcript.golden');
    expect(steps[1]?.commands).toEqual([command('kubectl apply -f - <<EOF\nkind: List\n\nEOF')]);
  });

  test('takes "> " for output once output has begun, as curl -v prints it', () => {
    const [step] = parseTranscript(
      '# step: a\n$ curl -v http://web\n* Trying\n> GET / HTTP/1.1\n',
      'f',
    );
    expect(step?.commands).toEqual([
      command('curl -v http://web', [{ text: '* Trying\n> GET / HTTP/1.1\n', waitMs: 0 }]),
    ]);
  });

  test('reads an escaped marker as output', () => {
    const [step] = parseTranscript('# step: a\n$ cat notes\n\\$ ls\n\\# exit: 3\n\\\\$ ls\n', 'f');
    expect(step?.commands[0]?.output).toEqual([{ text: '$ ls\n# exit: 3\n\\$ ls\n', waitMs: 0 }]);
  });

  test('drops only the blank line that separates two steps', () => {
    const [step] = parseTranscript('# step: a\n$ x\none\n\n\n# step: b\n', 'f');
    expect(step?.commands[0]?.output).toEqual([{ text: 'one\n\n', waitMs: 0 }]);
  });

  test.each([
    ['$ ls\n', 'f:1: commande avant la première étape'],
    ['# step: a\nhello\n', 'f:2: « hello » n’appartient à aucune commande'],
    ['# step: a\n$ ls\n# wait: long\n', 'f:3: repère illisible'],
    ['# step: a\n$ ls\n# Exit: 2\n', 'f:3: repère illisible'],
    ['# step: a\n$ ls\n# exit: 0\n', 'f:3: code de retour 0'],
    ['# step: a\n$ ls\n# exit: 2\nhello\n', 'f:4: ligne après « # exit: »'],
    ['# step: a\n$ \n', 'f:2: commande vide'],
    ['# step: a\n# step: a\n', 'f:2: l’étape « a » est écrite deux fois'],
  ])('refuses %j with its place and a remedy', (text, message) => {
    expect(() => parseTranscript(text, 'f')).toThrow(message);
    expect(() => parseTranscript(text, 'f')).toThrow('Remède : ');
  });
});

describe('printTranscript', () => {
  const line = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', ' ', '$', '>', '#', '\\', 'é') }),
    fc.constantFrom(
      '$ ls',
      '> x',
      '>',
      '$',
      '# step: a',
      '# exit: 1',
      '#wait',
      '\\$ a',
      '\\\\> b',
      '',
    ),
  );
  const lines = fc.array(line, { minLength: 1, maxLength: 4 });
  const chunk = fc.record({
    text: lines.map((all) => all.map((text) => `${text}\n`).join('')),
    waitMs: fc.oneof(fc.constant(0), fc.nat(90_000)),
  });
  const input = fc
    .tuple(
      fc.constantFrom('ls', '$ x', '> y', '\\$ z', '# exit: 1'),
      fc.array(line, { maxLength: 3 }),
    )
    .map(([first, rest]) => [first, ...rest].join('\n'));
  const step = fc.record({
    commands: fc.array(
      fc.record({
        input,
        output: fc.array(chunk, { maxLength: 3 }),
        exitCode: fc.nat(255),
      }),
      { maxLength: 3 },
    ),
  });
  const steps = fc
    .array(step, { maxLength: 3 })
    .map((all) => all.map(({ commands }, index) => ({ id: `etape-${index + 1}`, commands })));

  test('is undone by parseTranscript', () => {
    fc.assert(
      fc.property(steps, (written) => {
        const read = parseTranscript(printTranscript(written), 'f').map(({ id, commands }) => ({
          id,
          commands: commands.map(({ input: typed, output, exitCode }) => ({
            input: typed,
            output,
            exitCode,
          })),
        }));
        expect(read).toEqual(written);
      }),
      { numRuns: 500 },
    );
  });

  test('writes the example back as it was', () => {
    expect(printTranscript(parseTranscript(example, 'f'))).toBe(example);
  });
});
