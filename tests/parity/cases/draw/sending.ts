import { flag, joined, oneOf, type Parts, sentence, someOf, weighed } from './arbitraries.ts';

const sentPaths = [
  '/api/v1/namespaces/default/configmaps',
  '/api/v1/namespaces/default/configmaps/kube-root-ca.crt',
  '/api/v1/namespaces/absent/configmaps',
  '/apis/apps/v1/namespaces/default/deployments',
  '/apis/absent/v1/x',
  '/version',
  'x',
];

/** `--raw` of those that send something. */
export const sending = ({ file }: Parts) =>
  sentence(
    oneOf(['create', 'replace', 'delete']),
    joined('--raw ', oneOf(sentPaths)),
    weighed([3, oneOf(['-f -', '-f absent', '-f http://x', '-f a -f b', ''])], [1, file]),
    someOf(['-R', '-l a=b', '-o name', '--edit', '--force', '--all', '-i', '--dry-run=client'], 1),
    flag,
  );
