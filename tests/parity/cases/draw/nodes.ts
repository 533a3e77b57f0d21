import { flag, oneOf, sentence, someOf } from './arbitraries.ts';

export const nodeLines = sentence(
  oneOf(['cordon', 'uncordon', 'drain', 'taint node', 'taint']),
  oneOf(['maillage-worker', 'maillage-worker', 'absent', '--all', '']),
  oneOf([
    '',
    '',
    'a=b:NoSchedule',
    'a:NoExecute',
    'a-',
    'a=b:X',
    'a',
    'a=b',
    'a:NoSchedule-',
    'a=b:NoSchedule a=c:NoSchedule',
    'a:NoSchedule b-',
  ]),
  someOf(
    [
      '--ignore-daemonsets',
      '--force',
      '--delete-emptydir-data',
      '--dry-run=client',
      '--dry-run=server',
      '--timeout=3s',
      '--grace-period=0',
      '--pod-selector=a=b',
      '--disable-eviction',
      '--overwrite',
      '-l a=b',
      '--skip-wait-for-delete-timeout=1',
    ],
    3,
  ),
  flag,
);
