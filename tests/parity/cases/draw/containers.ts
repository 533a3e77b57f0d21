import {
  flag,
  joined,
  maybe,
  oneOf,
  type Parts,
  rarely,
  sentence,
  someOf,
  weighed,
} from './arbitraries.ts';

/** Verbs that lack something. */
export const lacking = ({ name, namespace }: Parts) =>
  sentence(
    oneOf([
      'certificate approve',
      'certificate deny',
      'attach',
      'debug',
      'cp',
      'port-forward',
      'edit',
      'replace',
      'convert',
    ]),
    rarely(name),
    namespace,
    flag,
  );

export const debugging = ({ namespace, pair }: Parts) =>
  sentence(
    'debug',
    weighed([3, pair], [1, oneOf(['node/maillage-worker', 'absent', 'pod/absent'])]),
    someOf(
      [
        '--image=busybox:1.37',
        '--image=busybox:1.37',
        '--target=x',
        '--copy-to=copy',
        '--share-processes',
        '--profile=general',
        '--profile=x',
        '--profile=sysadmin',
        '-c dbg',
        '--attach=false',
        '--same-node',
        '--set-image=*=nginx',
        '--quiet',
        '--replace',
        '--env=A=b',
        '--custom=absent',
      ],
      3,
    ),
    namespace,
    rarely(oneOf(['-- sh', '-- date'])),
  );

export const copying = ({ container, name, namespace }: Parts) =>
  sentence(
    'cp',
    oneOf(['rollout.yaml', 'absent', 'auth', 'a:b', 'x/y:/z', '/tmp/nothing-here', ':/x', 'pod:']),
    weighed(
      [2, joined(name, ':/tmp/x')],
      [
        1,
        joined(
          namespace.map((one) => (/^-n \w+$/.test(one) ? `${one.slice(3)}/` : '')),
          name,
          oneOf([':/tmp', ':', ':x/../y']),
        ),
      ],
    ),
    namespace,
    maybe(joined('-c ', container)),
    rarely(oneOf(['--no-preserve', '--retries=1', '--retries=x'])),
    flag,
  );
