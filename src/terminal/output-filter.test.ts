import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOutputFilter } from './output-filter.ts';
import { sanitise } from './sanitise.ts';

test('gives the same whether the output comes whole or in pieces', () => {
  const text = 'a\x1b[1;32m√\x1b[0m\x1b]0;titre\x07 b🎉\n\x1b[999bfin';
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), (cuts) => {
      const filter = createOutputFilter();
      const ends = [...cuts.toSorted((one, other) => one - other), text.length];
      let from = 0;
      let shown = '';
      for (const end of ends) {
        shown += filter.push(text.slice(from, end));
        from = end;
      }
      expect(shown + filter.end()).toBe(sanitise(text));
    }),
  );
});

test('cuts what passes the limit in bytes and says how much', () => {
  const filter = createOutputFilter({ bytes: 4, lines: 10 });
  expect(filter.push('éé')).toBe('éé');
  expect(filter.push('éa')).toBe('');
  expect(filter.push('b')).toBe('');
  expect(filter.end()).toBe('\n… sortie tronquée (4 octets)\n');
});

test('cuts what passes the limit in lines', () => {
  const filter = createOutputFilter({ bytes: 1000, lines: 2 });
  expect(filter.push('a\nb\nc\n')).toBe('a\nb\n');
  expect(filter.push('d\n')).toBe('');
  expect(filter.end()).toBe('\n… sortie tronquée (4 octets)\n');
});

test('holds back no more than 4 kB of a sequence that never ends', () => {
  const filter = createOutputFilter();
  expect(filter.push(`a\x1b]0;${'x'.repeat(10_000)}`)).toBe('a');
  expect(filter.push('b')).toBe('b');
});
