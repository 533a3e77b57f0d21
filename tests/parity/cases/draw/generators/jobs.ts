import { type Generator, commands } from './generator.ts';

export const jobs: readonly Generator[] = [
  [
    'create job j',
    [
      '--image=busybox:1.37',
      '--from=cronjob/hourly',
      '--from=cj/absent',
      '--from=deploy/x',
      '--from=x',
    ],
    commands,
  ],
  [
    'create cronjob c',
    [
      '--image=x',
      '--schedule="* * * * *"',
      '--schedule=@daily',
      '--schedule=x',
      '--restart=Never',
      '--restart=x',
    ],
    commands,
  ],
];
