import { type Generator, commands } from './generator.ts';

export const deployments: readonly Generator[] = [
  [
    'create deployment web',
    [
      '--image=nginx:1.28',
      '--image=a --image=b/c:d',
      '--replicas=2',
      '--replicas=-1',
      '--replicas=x',
      '--port=80',
      '--port=x',
    ],
    commands,
  ],
  ['create deploy Bad_Name', ['--image=nginx', '--port=0']],
];
