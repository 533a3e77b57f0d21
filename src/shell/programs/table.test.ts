import { expect, test } from 'vitest';
import { programNames } from './load-program.ts';
import { corePrograms } from './table.ts';

test('the shell finds the programs that can be loaded, and no other', () => {
  expect([...corePrograms.keys()]).toEqual(programNames.toSorted());
});
