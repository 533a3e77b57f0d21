import { expect, test } from 'vitest';
import { messageOf } from './errors.ts';
import { parseManifests } from './manifests.ts';

const time = { hold: <T>(work: Promise<T>): Promise<T> => work };

const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';
const lists = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const maps = (levels: number) => `${'{a: '.repeat(levels)}1${'}'.repeat(levels)}`;
const indented = (levels: number) =>
  Array.from({ length: levels }, (_, level) => `${' '.repeat(level)}a:`).join('\n');
const json = (value: string) =>
  `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"x":${value}}`;

async function readOrRefuse(text: string): Promise<string> {
  try {
    return `${(await Array.fromAsync(parseManifests(text, 'STDIN', time))).length} read`;
  } catch (error) {
    return messageOf(error);
  }
}

const yamlError = 'error parsing STDIN: error converting YAML to JSON: yaml:';
const ourLimit =
  'maillage: un document imbriqué sur plus de 256 niveaux n’est pas simulé dans ce cours';

// What the real kubectl 1.35 says of the same texts, where it refuses them.
test.each([
  ['200 lists', `${head}x: ${lists(200)}\n`, '1 read'],
  ['200 maps in JSON', json(`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`), '1 read'],
  [
    '20,000 lists',
    `${head}x: ${lists(20_000)}\n`,
    `${yamlError} line 5: exceeded max depth of 10000`,
  ],
  [
    '20,000 lists on the first line',
    `x: ${lists(20_000)}\n`,
    `${yamlError} exceeded max depth of 10000`,
  ],
  [
    '20,000 lists left open',
    `${head}x: ${'['.repeat(20_000)}\n`,
    `${yamlError} line 5: exceeded max depth of 10000`,
  ],
  [
    '20,000 maps',
    `${head}x: ${maps(20_000)}\n`,
    `${yamlError} line 5: exceeded max depth of 10000`,
  ],
  ['12,000 dashes', `${head}x:\n${'- '.repeat(12_000)}1\n`, ourLimit],
  [
    '12,000 lists in JSON',
    json(lists(12_000)),
    "error parsing STDIN: json: offset 10066: invalid character '[' exceeded max depth",
  ],
  ['3,000 lists', `${head}x: ${lists(3_000)}\n`, ourLimit],
  ['3,000 maps', `${head}x: ${maps(3_000)}\n`, ourLimit],
  ['3,000 indents', `${head}${indented(3_000)}\n`, ourLimit],
  ['3,000 lists in JSON', json(lists(3_000)), ourLimit],
])('%s are read or refused at once', async (_, text, answer) => {
  const start = performance.now();
  expect(await readOrRefuse(text)).toBe(answer);
  expect(performance.now() - start).toBeLessThan(2_000);
});

// go-yaml refuses both halves of a pair; encoding/json reads a pair, and puts U+FFFD for half of one.
test.each([
  ['"\\ud800"', `${yamlError} line 4: found invalid Unicode character escape code`],
  ['"x\\ud83d\\ude00"', `${yamlError} line 4: found invalid Unicode character escape code`],
  ['"\\\\ud800"', '1 read'],
  ["'\\ud800'", '1 read'],
])('half of a surrogate pair in YAML: %s', async (name, answer) => {
  expect(await readOrRefuse(head.replace('name: a', `name: ${name}`))).toBe(answer);
});

test('half of a surrogate pair in JSON is replaced', async () => {
  const [read] = await Array.fromAsync(
    parseManifests(json('["\\ud800", "\\ud83d\\ude00", "\\\\ud800"]'), 'STDIN', time),
  );
  expect(read?.value).toMatchObject({ x: ['\ufffd', '😀', '\\ud800'] });
});

test('a bomb in a key is refused before anything is said of it', async () => {
  const levels = Array.from('bcdefgh', (name, at) => {
    const items = Array.from({ length: 9 }, () => `*${'abcdefgh'.charAt(at)}`);
    return `${name}: &${name} [${items.join(', ')}]`;
  });
  const text = `a: &a [x, x]\n${levels.slice(0, -1).join('\n')}\n? ${levels.at(-1) ?? ''}\n: 1\n`;
  const before = process.cpuUsage();
  expect(await readOrRefuse(text)).toBe(`${yamlError} document contains excessive aliasing`);
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000);
});

// What the real kubectl 1.35 says of the same texts.
test.each(['a: &a [*a]\n', '? a: &a [*a]\n', '? &a [*a]\n: 1\n', 'a: &a [x]\nb: &a [*a]\n'])(
  'an anchor that contains itself is refused: %j',
  async (text) => {
    expect(await readOrRefuse(text)).toBe(`${yamlError} anchor 'a' value contains itself`);
  },
);
