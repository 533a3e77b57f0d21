import { flag, oneOf, type Parts, rarely, sentence } from './arbitraries.ts';
import { dryRuns } from './change-flags.ts';
import { rareOutput } from './outputs.ts';

export const rolling = ({ namespace, selector, target }: Parts) =>
  sentence(
    'rollout',
    oneOf([
      'restart',
      'pause',
      'resume',
      'undo',
      'undo --to-revision=1',
      'undo --to-revision=9',
      'undo --to-revision=-1',
    ]),
    target,
    namespace,
    selector,
    rarely(oneOf(dryRuns)),
    rareOutput,
    flag,
  );
