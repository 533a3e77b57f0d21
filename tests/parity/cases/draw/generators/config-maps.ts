import type { Generator } from './generator.ts';

export const configMaps: readonly Generator[] = [
  [
    'create configmap c',
    [
      '--from-literal=a=b',
      '--from-literal=a=c',
      '--from-literal=a',
      '--from-literal==b',
      '--from-literal=a.b-c_d=e',
      '--from-literal=a/b=c',
      '--from-file=rollout.yaml',
      '--from-file=k=rollout.yaml',
      '--from-file=auth',
      '--from-file=absent',
      '--from-file=a=b=c',
      '--from-env-file=rollout.yaml',
      '--from-env-file=env/settings.env',
      '--from-env-file=env/wrong.env',
      '--append-hash',
    ],
  ],
  ['create cm', ['--from-literal=a=b']],
];
