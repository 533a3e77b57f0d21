import { readdirSync, readFileSync } from 'node:fs';
import { assert as check, array, constantFrom, nat, property, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { parsePlainYaml } from './plain-yaml.ts';
import { composeYaml } from './yaml.ts';

/** Every manifest that learners are given. */
const manifests = ['tests/parity/files', ...readdirSync('labs').map((lab) => `labs/${lab}/files`)]
  .flatMap((folder) => readdirSync(folder).map((file) => `${folder}/${file}`))
  .filter((path) => path.endsWith('.yaml'))
  .flatMap((path) => readFileSync(path, 'utf8').split(/^---.*\n/m))
  .filter((text) => text !== '');

/** What is read here is what the library reads. */
function agrees(text: string): boolean {
  const plain = parsePlainYaml(text);
  if (!plain) return false;
  const document = composeYaml(text);
  const [read, errors] = [document.toJS(), document.errors.length];
  expect({ text, errors: 0, read: plain.value }).toEqual({ text, errors, read });
  return true;
}

test('nearly all manifests of the course are read, and as the library reads them', () => {
  const read = manifests.filter(agrees);
  expect(read.length / manifests.length).toBeGreaterThan(0.9);
});

/** What may stand anywhere, and change what is around. */
const bits = [
  ['- ', ': ', ':', ' #x', '# c\n', "'", '"', '|', '|-', '>', ' ', '    ', '\n', '\n\n', '\n  '],
  ['[', ']', '{}', '[]', '[a, b]', '{ a: b }', '{ a: [b, c], d: { e: 1 } }', ', ', '\\', ','],
  ['~', 'yes', 'null', '0x1F', '1e3', '1.5', '010', '1:30', '2024-01-01', '-5', '.5', '10m'],
  ['1_000', '&a ', '*a', '!!str ', '<<: ', '? ', '%', '@', '`', 'é', '"a\\n"', "''", '=', '\t'],
  ['---\n', '...', '|\n  x\n   y\n', '- - a'],
].flat();

test('whatever stands in a manifest besides, it is read as the library reads it, or left to it', () => {
  const short = manifests.filter(({ length }) => length < 1500);
  const edits = array(tuple(nat(1500), nat(3), constantFrom(...bits)), {
    minLength: 1,
    maxLength: 3,
  });
  let count = 0;
  check(
    property(constantFrom(...short), edits, (text, changes) => {
      const edited = changes.reduce((whole, [at, cut, bit]) => {
        const place = at % (whole.length + 1);
        return whole.slice(0, place) + bit + whole.slice(place + cut);
      }, text);
      if (agrees(edited)) count += 1;
    }),
    { numRuns: 1000 },
  );
  expect(count).toBeGreaterThan(100);
});

test.each([
  ['a: |\n  b', 'a literal whose last line is not ended'],
  ['a: |-\n  b\n\n', 'lines after a literal'],
  ["a: \"\\\"\"\nb: ''''", 'quotes in quotes'],
  ['a:\n- b\n- c: 1\n  d:\n  - e\nf: null', 'lists as deep as their keys'],
])('%j reads %s', (text) => {
  expect(agrees(text)).toBe(true);
});

test.each([
  ['a: 1\na: 2', 'a key that stands twice'],
  ['a: b\n  c', 'a text of several lines'],
  ['a: 1.0', 'a number that is not whole'],
  ['a: yes', 'what YAML 1.1 takes for a truth'],
  ['a: *b', 'an alias'],
  ['a:\n    b: 1\n  c: 2', 'an indentation that does not fit'],
  [`a: ${'['.repeat(300)}`, 'what is nested too deep'],
])('%j leaves %s to the library', (text) => {
  expect(parsePlainYaml(text)).toBeUndefined();
});
