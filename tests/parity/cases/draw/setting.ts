import {
  joined,
  maybe,
  oneOf,
  type Parts,
  sentence,
  someOf,
  type Tail,
  weighed,
} from './arbitraries.ts';

const images = ['nginx:1.28', 'nginx', 'a/b@sha256:x', '::', "''", 'Nginx:bad tag', 'busybox:1.37'];

/** `set`, each with what it is about. */
export function setting({ target, selector, container }: Parts, tail: Tail) {
  const more = [selector, maybe(joined('-c ', container)), ...tail];
  const plain = [selector, ...tail];
  return weighed(
    [
      2,
      sentence(
        'set image',
        target,
        weighed(
          [2, joined(container, '=', oneOf(images))],
          [1, oneOf(['*=nginx:1.28', 'a', '', '=x', 'a=b c=d', '*=a *=b'])],
        ),
        ...plain,
      ),
    ],
    [
      2,
      sentence(
        'set env',
        target,
        someOf(
          [
            'A=b',
            'A-',
            'A=b C=d',
            'A',
            'A=',
            '1=2',
            'A.B=c',
            '--from=cm/kube-root-ca.crt',
            '--from=configmap/absent',
            '--from=x',
            '--prefix=P_',
            '--keys=ca.crt',
            '--env=A=b',
            '-e A=b',
            '-e A-',
            '-',
            'A=b A=c',
            '--overwrite=false',
            '--all',
          ],
          2,
        ),
        ...more,
      ),
    ],
    [
      2,
      sentence(
        'set resources',
        target,
        someOf(
          [
            '--limits=cpu=1',
            '--limits=cpu=200m,memory=1Gi',
            '--requests=cpu=1',
            '--requests=cpu=x',
            '--limits=a',
            '--limits=cpu=0',
            '--requests=',
          ],
          2,
        ),
        ...more,
      ),
    ],
    [
      1,
      sentence(
        oneOf(['set serviceaccount', 'set sa']),
        target,
        oneOf(['x', '', 'Bad_Name', 'default']),
        ...tail,
      ),
    ],
    [1, sentence('set selector', target, oneOf(['a=b', 'a in (b)', '', 'a', 'a=b,c=d']), ...tail)],
    [
      1,
      sentence(
        'set subject',
        target,
        someOf(
          ['--user=u', '--group=g', '--serviceaccount=a:b', '--serviceaccount=x', '--user=jeanne'],
          2,
        ),
        ...plain,
      ),
    ],
    [1, sentence('set absent', target, ...tail)],
  );
}
