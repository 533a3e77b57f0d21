import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FileError } from './files.ts';
import { createFiles } from './memory-files.ts';

const create = (quota?: number) =>
  createFiles({ now: () => 0, ...(quota === undefined ? {} : { quota }) });

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof FileError) return error.code;
    throw error;
  }
  return 'done';
};

test('reads back what was written, appended and renamed', () => {
  const files = create();
  files.makeFolder('/a/b', { parents: true });
  files.write('/a/b/c', 'un');
  files.write('/a/b/c', 'deux', { append: true });
  files.rename('/a', '/d');
  expect(files.readText('/d/b/c')).toBe('undeux');
  expect(files.list('/')).toEqual(['d']);
  expect(files.stat('/a')).toBeUndefined();
});

test('takes the names of an object’s prototype as ordinary names', () => {
  const files = create();
  files.write('/__proto__', 'x');
  files.write('/constructor', 'y');
  expect(files.list('/')).toEqual(['__proto__', 'constructor']);
});

test('refuses with the code of the real call', () => {
  const files = create(10);
  files.write('/f', '12345');
  files.makeFolder('/d');
  files.write('/d/x', '');
  expect(codeOf(() => files.read('/none'))).toBe('ENOENT');
  expect(codeOf(() => files.read('/d'))).toBe('EISDIR');
  expect(codeOf(() => files.read('/f/x'))).toBe('ENOTDIR');
  expect(codeOf(() => files.write('/none/x', ''))).toBe('ENOENT');
  expect(codeOf(() => files.write('/g', '123456'))).toBe('ENOSPC');
  expect(codeOf(() => files.makeFolder('/d'))).toBe('EEXIST');
  expect(codeOf(() => files.remove('/d'))).toBe('ENOTEMPTY');
  expect(codeOf(() => files.remove('/'))).toBe('EINVAL');
  expect(codeOf(() => files.rename('/d', '/d/e'))).toBe('EINVAL');
});

test('gives its room back when a file is removed or shortened', () => {
  const files = create(10);
  for (let i = 0; i < 5; i += 1) files.write('/f', '1234567890');
  files.remove('/f');
  files.write('/g', '1234567890');
  files.write('/g', '1');
  expect(codeOf(() => files.write('/h', '123456789'))).toBe('done');
});

test('a saved tree comes back as it was, twice, whatever was appended since', () => {
  const files = create();
  files.write('/log', 'un\n');
  files.write('/log', 'deux\n', { append: true });
  const restore = files.save();
  files.write('/log', 'trois\n', { append: true });
  restore();
  files.write('/log', 'quatre\n', { append: true });
  expect(files.readText('/log')).toBe('un\ndeux\nquatre\n');
  restore();
  expect(files.readText('/log')).toBe('un\ndeux\n');
});

test('any sequence of writes reads as the texts put together', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
      const files = create();
      files.write('/f', '');
      for (const text of texts) files.write('/f', text, { append: true });
      expect(files.readText('/f')).toBe(texts.join(''));
    }),
  );
});
