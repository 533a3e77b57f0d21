import type { Generator } from './generator.ts';

/** What needs a name and nothing else, and what is not there. */
export const namesAlone: readonly Generator[] = [
  ['create namespace n', []],
  ['create ns Bad_Name', []],
  ['create serviceaccount s', []],
  ['create sa', []],
  ['create absent', []],
];
