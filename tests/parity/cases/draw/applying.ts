import { oneOf, type Parts, type Tail, rarely, sentence, someOf, weighed } from './arbitraries.ts';

/** What is sent from files. */
export const applying = ({ file, selector }: Parts, tail: Tail) =>
  sentence(
    oneOf(['apply', 'apply', 'create', 'replace']),
    weighed(
      [4, file],
      [1, oneOf(['-k kustomize/overlay', '-k absent', '-f auth', '-f auth -R', '-f -', 'x'])],
    ),
    selector,
    someOf(
      [
        '--server-side',
        '--force-conflicts',
        '--force',
        '--grace-period=0',
        '--overwrite=false',
        '--edit=false',
        '--timeout=1s',
        '--cascade=orphan',
        '--openapi-patch=false',
        '--subresource=status',
      ],
      2,
    ),
    ...tail,
  );

export const rememberingLast = ({ file }: Parts, tail: Tail) =>
  sentence(
    'apply',
    oneOf(['set-last-applied', 'edit-last-applied', 'absent']),
    file,
    rarely(oneOf(['--create-annotation'])),
    ...tail,
  );
