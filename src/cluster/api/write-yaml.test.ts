import {
  array,
  assert,
  constantFrom,
  dictionary,
  double,
  letrec,
  oneof,
  property,
} from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { writeYaml } from './write-yaml.ts';

const words = [
  ...'a app reviews-v1 x.y/z a:b a: a#b #a - ? ~ null True no * &a { [ @ ` " \' % | > ! 80 0.5 1e3 0x1f .5 .inf -1 +1'.split(
    ' ',
  ),
  ...`/dev/stdout|2026-01-01|1.2.3.4|--flag|é…|a b|a: b|- a|a #b|a | |"'|say "hi"|it's|`.split('|'),
  'two\nlines',
  'two\nlines\n',
  'two\n\nlines',
  'one\n',
];
const { collection } = letrec((tie) => ({
  collection: oneof(
    { maxDepth: 4 },
    array(tie('value'), { maxLength: 4 }),
    dictionary(constantFrom(...words.filter((word) => !word.includes('\n'))), tie('value'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
  value: oneof(
    { maxDepth: 4, depthSize: 'small' },
    constantFrom<unknown>(...words, null, true, false, 0, -3, 15_000, undefined),
    double({ noNaN: true, min: -1e6, max: 1e6 }).map((number) => number + 0),
    tie('collection'),
  ),
}));

test('writes what the library does, of whatever JSON holds', () => {
  assert(
    property(collection, (value) => {
      const written = writeYaml(Object(value));
      expect(written).toBe(stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }));
    }),
    { numRuns: 2000 },
  );
});
