import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stringTypes } from '#cluster/api/schema/string-types-text.ts';
import { canRunKubectl, realKubectl } from '../tests/parity/kubectl.ts';
import { readStringTypes } from './go-strings.ts';

test.runIf(canRunKubectl)('the table of strings is what the real kubectl carries', () => {
  expect(stringTypes.trim()).toBe(readStringTypes(readFileSync(realKubectl())));
});
