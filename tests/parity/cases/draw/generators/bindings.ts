import type { Generator } from './generator.ts';

export const bindings: readonly Generator[] = [
  [
    'create rolebinding b',
    [
      '--role=r',
      '--clusterrole=view',
      '--user=u',
      '--user=a --user=b',
      '--group=g',
      '--serviceaccount=default:x',
      '--serviceaccount=x',
    ],
  ],
  [
    'create clusterrolebinding b',
    [
      '--clusterrole=view',
      '--user=u',
      '--group=g',
      '--serviceaccount=a:b',
      '--serviceaccount=a:b:c',
    ],
  ],
];
