import { expect, test } from 'vitest';
import { colourOutput } from './colour.ts';

test.each([
  ['√ can query the Kubernetes API', '\x1b[1;32m√\x1b[0m can query the Kubernetes API'],
  ['‼ issuer cert is valid', '\x1b[1;33m‼\x1b[0m issuer cert is valid'],
  ['× no clock skew', '\x1b[1;31m×\x1b[0m no clock skew'],
  ['Status check results are √', 'Status check results are \x1b[1;32m√\x1b[0m'],
  ['Status check results are ×', 'Status check results are \x1b[1;31m×\x1b[0m'],
  ['✔ Istiod installed 🧠', '\x1b[32m✔\x1b[0m Istiod installed 🧠'],
  ['✘ Istiod encountered an error', '\x1b[31m✘\x1b[0m Istiod encountered an error'],
  [
    'webhook  default   ✔             The label',
    'webhook  default   \x1b[32m✔\x1b[0m             The label',
  ],
])('colours the mark of %j', (text, coloured) => {
  expect(colourOutput(`x\n${text}\ny\n`)).toBe(`x\n${coloured}\ny\n`);
});

test('leaves other signs alone', () => {
  const text = '3 × 4\nlog ✔ voted\n- a\n';
  expect(colourOutput(text)).toBe(text);
});
