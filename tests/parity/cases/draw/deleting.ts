import { type Parts, type Tail, sentence, someOf } from './arbitraries.ts';

export const deleting = ({ selector, target }: Parts, tail: Tail) =>
  sentence(
    'delete --wait=false',
    target,
    selector,
    someOf(
      [
        '--grace-period=0',
        '--now',
        '--force',
        '--cascade=orphan',
        '--cascade=foreground',
        '--cascade=x',
        '--ignore-not-found',
        '--grace-period=-1',
        '--field-selector=metadata.name=x',
        '-i=false',
        '-i',
      ],
      2,
    ),
    ...tail,
  );
