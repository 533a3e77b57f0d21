import type { Generator } from './generator.ts';

export const secrets: readonly Generator[] = [
  [
    'create secret generic s',
    [
      '--from-literal=a=b',
      '--from-literal=a=é',
      '--from-file=rollout.yaml',
      '--from-env-file=env/settings.env',
      '--type=x/y',
      '--append-hash',
      '--from-file=absent',
    ],
  ],
  [
    'create secret docker-registry r',
    [
      '--docker-server=x',
      '--docker-username=u',
      '--docker-password=p',
      '--docker-email=a@b.c',
      '--from-file=rollout.yaml',
      '--append-hash',
    ],
  ],
  [
    'create secret tls t',
    ['--cert=absent', '--key=absent', '--cert=rollout.yaml', '--key=rollout.yaml'],
  ],
  ['create secret absent x', []],
];
