import type { Generator } from './generator.ts';

/** What keeps others from taking too much, or from being taken away. */
export const limits: readonly Generator[] = [
  [
    'create quota q',
    [
      '--hard=cpu=1',
      '--hard=pods=3,memory=1Gi',
      '--hard=cpu=x',
      '--hard=a',
      '--scopes=BestEffort',
      '--scopes=NotTerminating,Best',
      '--hard=',
    ],
  ],
  [
    'create pdb p',
    [
      '--selector=app=x',
      '--selector=a',
      '--min-available=1',
      '--min-available=50%',
      '--max-unavailable=1',
      '--min-available=x',
    ],
  ],
  [
    'create priorityclass p',
    [
      '--value=5',
      '--value=x',
      '--value=2000000000',
      '--description=d',
      '--global-default',
      '--preemption-policy=Never',
      '--preemption-policy=x',
    ],
  ],
];
