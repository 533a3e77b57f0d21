import type { Generator } from './generator.ts';

export const tokens: readonly Generator[] = [
  [
    'create token default',
    [
      '--duration=10m',
      '--duration=1s',
      '--duration=x',
      '--duration=-1h',
      '--audience=a',
      '--bound-object-kind=Pod',
      '--bound-object-name=x',
      '--bound-object-kind=X',
      '--bound-object-uid=1',
    ],
  ],
];
