import fc from 'fast-check';
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
import { fieldSelectors, oftenOutput, rareOutput, sortKeys } from './outputs.ts';

const getFlags = [
  '--show-labels',
  '--no-headers',
  '--show-kind',
  '--ignore-not-found',
  '--show-managed-fields',
  '--server-print=false',
  '--chunk-size=1',
  '-L app,version',
  '-L kubernetes.io/os -L absent',
  '--label-columns=',
  '--subresource=status',
  '--subresource=scale',
  '--subresource=absent',
  '--all-namespaces=false',
  '--allow-missing-template-keys=false',
  '-R',
  '-w=false',
  '--output-watch-events',
  ...sortKeys.map((key) => `--sort-by=${key}`),
  ...fieldSelectors.map((one) => `--field-selector=${one}`),
];

const rawPaths = [
  '/',
  '/api',
  '/apis',
  '/api/v1',
  '/apis/apps',
  '/apis/apps/v1',
  '/apis/absent/v1',
  '/version',
  '/healthz',
  '/livez?verbose',
  '/readyz',
  '/metrics',
  '/openapi/v3',
  '/api/v1/namespaces/default',
  '/api/v1/namespaces/default/pods?limit=1',
  '/api/v1/pods?labelSelector=a%3Db',
  '/api/v1/pods?labelSelector=%3D',
  '/api/v1/namespaces/default/services/kubernetes',
  '/apis/apps/v1/deployments?fieldSelector=a=b',
  'api/v1',
  "''",
  '/%',
];

const logFlags = [
  '--tail=2',
  '--tail=-2',
  '--tail=x',
  '--tail=0',
  '-p',
  '--previous',
  '--all-containers',
  '--all-pods',
  '--prefix',
  '--since=1h',
  '--since=x',
  '--since=-1h',
  '--since-time=2020-01-01T00:00:00Z',
  '--since-time=x',
  '--limit-bytes=10',
  '--limit-bytes=-1',
  '--timestamps=false',
  '--timestamps',
  '--max-log-requests=1',
  '--max-log-requests=0',
  '--ignore-errors',
  '--pod-running-timeout=1s',
  '--insecure-skip-tls-verify-backend',
];

const fieldPaths = [
  '',
  '.spec',
  '.metadata',
  '.metadata.labels',
  '.metadata.ownerReferences.kind',
  '.spec.template.spec.containers',
  '.spec.containers.env.valueFrom',
  '.spec.template.spec.affinity',
  '.spec.ports',
  '.spec.rules',
  '.status',
  '.status.conditions',
  '.spec.absent',
  '.spec.absent.deeper',
  '.kind',
  '.kind.deeper',
  '.data',
  '.',
  '..spec',
  '.spec.',
  '[0]',
];

const permissions = [
  'get',
  'list',
  'create',
  'delete',
  'watch',
  '*',
  'use',
  'impersonate',
  'Absent',
];
const identities = [
  '--as=jeanne',
  '--as=system:serviceaccount:team:reader',
  '--as=system:serviceaccount:kube-system:default',
  '--as=x --as-group=ops',
  '--as-group=ops',
  '--as=jeanne --as-uid=1',
];

const conditions = [
  'condition=Ready',
  'condition=Available',
  'condition=complete',
  'condition=Ready=false',
  'condition=Ready=Unknown',
  'condition=',
  'condition',
  'create',
  'Delete',
  'delete',
  'absent',
  "jsonpath='{.status.phase}'=Running",
  "jsonpath='{.status.phase}'",
  "jsonpath='{.spec.replicas}'=1",
  "jsonpath='{.status.readyReplicas}'=9",
  "jsonpath='.metadata.name'=x",
  "jsonpath='{.absent}'",
  "jsonpath='{'=x",
  'jsonpath=\'{.status.conditions[?(@.type=="Ready")].status}\'=True',
  'jsonpath={.metadata.labels}=x',
  'jsonpath={.kind}={.kind}',
  'jsonpath=',
];

const noArguments = [
  'version',
  'version --client',
  'api-versions',
  'cluster-info',
  'config view',
  'config view --minify',
  'config view --raw',
  'config view --flatten',
  'config get-contexts',
  'config get-contexts kind-maillage',
  'config get-contexts absent',
  'config get-clusters',
  'config get-users',
  'config current-context',
  'config',
  'config absent',
  'top pods',
  'top nodes',
  'top pod --containers',
  'top pods --sort-by=cpu',
  'top pods --sort-by=x',
  'top',
  'auth whoami',
  'auth',
  'options',
  'plugin list',
  'plugin',
  'rollout',
  'set',
  'create',
  'certificate',
  'help',
  'help absent',
  'help get',
  'alpha',
  'kuberc',
  'absent',
  'gte pods',
  'gett',
  'desc pods',
];

const shellLines = [
  'ls',
  'ls /',
  'sh -c "exit 3"',
  'sh -c "echo a >&2; echo b"',
  'env',
  'hostname',
  'absent',
  'cat /etc/hosts',
  'cat /absent',
  'id',
  "''",
];

/** Lines that only read, whatever they are. */
export function readingLine(parts: Parts): fc.Arbitrary<string> {
  const { kind, name, pair, container, namespace, selector, target } = parts;
  return weighed(
    [14, sentence('get', target, namespace, selector, oftenOutput, someOf(getFlags, 2), flag)],
    [1, sentence('get --raw', oneOf(rawPaths), rareOutput, flag)],
    [4, describing(parts)],
    [
      3,
      sentence(
        'logs',
        weighed([3, pair], [1, name], [1, target]),
        namespace,
        selector,
        maybe(joined('-c ', container)),
        someOf(logFlags, 2),
        flag,
      ),
    ],
    [3, explaining(kind)],
    [2, events(parts)],
    [2, rollouts(parts)],
    [2, permissionsOf(kind, namespace)],
    [1, apiResources],
    [2, sentence(oneOf(noArguments), rareOutput, flag)],
    [
      2,
      sentence(
        'wait',
        target,
        namespace,
        selector,
        rarely(oneOf(['--all'])),
        joined('--for=', oneOf(conditions)),
        '--timeout=1s',
        rareOutput,
        flag,
      ),
    ],
    [
      1,
      sentence(
        'exec',
        weighed([3, pair], [1, name]),
        namespace,
        maybe(joined('-c ', container)),
        rarely(oneOf(['-q', '-i', '--pod-running-timeout=1s'])),
        '--',
        oneOf(shellLines),
      ),
    ],
    [
      1,
      sentence(
        oneOf(['set env', 'label', 'annotate']),
        target,
        namespace,
        selector,
        '--list',
        rarely(
          oneOf(['--resolve', '--all', '-o yaml', '-o name', '--local', '--overwrite', 'a=b']),
        ),
        flag,
      ),
    ],
    [
      1,
      sentence(
        'apply view-last-applied',
        target,
        namespace,
        selector,
        rareOutput,
        rarely(oneOf(['--all'])),
        flag,
      ),
    ],
    [
      1,
      sentence(
        'kustomize',
        oneOf(['kustomize/base', 'kustomize/overlay', 'kustomize/plain', '.', 'absent', '']),
        rarely(
          oneOf(['--enable-helm', '--load-restrictor=x', '-o /dev/null', '--output=/dev/null/x']),
        ),
        flag,
      ),
    ],
    [
      1,
      sentence(
        'diff',
        weighed([3, parts.file], [1, oneOf(['-k kustomize/base', '-f -', ''])]),
        namespace,
        selector,
        rarely(
          oneOf([
            '--server-side',
            '--concurrency=2',
            '--show-managed-fields',
            '--field-manager=x',
            '--force-conflicts',
          ]),
        ),
        flag,
      ),
    ],
  );
}

const describing = ({ target, namespace, selector }: Parts) =>
  sentence(
    'describe',
    target,
    namespace,
    selector,
    rarely(oneOf(['--show-events=false', '--chunk-size=1', '-R', '-A', '--all'])),
    flag,
  );

const explaining = (kind: fc.Arbitrary<string>) =>
  sentence(
    'explain',
    joined(kind, oneOf(fieldPaths)),
    rarely(
      oneOf([
        '--recursive',
        '--recursive',
        '--api-version=v1',
        '--api-version=apps/v1',
        '--api-version=a/b/c',
        '--output=x',
        '--output=plaintext',
        'x',
      ]),
    ),
    flag,
  );

const events = ({ namespace, pair }: Parts) =>
  sentence(
    'events',
    namespace,
    rarely(
      joined(
        oneOf(['--for ', '--for=']),
        weighed([3, pair], [1, oneOf(['x', 'pod/', '/a', 'pod/a/b', 'pods.v1./a', 'absent/a'])]),
      ),
    ),
    rarely(
      oneOf([
        '--types=Warning',
        '--types=Normal,Warning',
        '--types=Absent',
        '--types=',
        '--no-headers',
        '--chunk-size=1',
      ]),
    ),
    rareOutput,
    flag,
  );

const rollouts = ({ target, namespace, selector }: Parts) =>
  sentence(
    'rollout',
    weighed(
      [
        3,
        sentence(
          'history',
          target,
          namespace,
          selector,
          rareOutput,
          rarely(
            oneOf([
              '--revision=1',
              '--revision=2',
              '--revision=9',
              '--revision=-1',
              '--revision=x',
            ]),
          ),
        ),
      ],
      [
        2,
        sentence(
          'status',
          oneOf(['--watch=false', '--timeout=1s']),
          target,
          namespace,
          selector,
          rarely(oneOf(['--revision=1', '--revision=9', '--revision=-1'])),
        ),
      ],
      [1, sentence('absent', target)],
    ),
    flag,
  );

const permissionsOf = (kind: fc.Arbitrary<string>, namespace: fc.Arbitrary<string>) =>
  sentence(
    'auth can-i',
    weighed(
      [
        4,
        sentence(
          oneOf(permissions),
          weighed(
            [4, kind],
            [1, joined(kind, '/x')],
            [1, oneOf(['/healthz', '/', '*', '*.*', 'pods/log', "''", ''])],
          ),
        ),
      ],
      [2, fc.constant('--list')],
    ),
    namespace,
    maybe(oneOf(identities)),
    rarely(oneOf(['--list', '-q', '--subresource=log', '--subresource=absent', '--no-headers'])),
    flag,
  );

const apiResources = sentence(
  'api-resources',
  someOf(
    [
      '--namespaced',
      '--namespaced=false',
      '--api-group=apps',
      '--api-group=',
      '--api-group=absent',
      '--verbs=create',
      '--verbs=list,absent',
      '-o name',
      '-o wide',
      '-o json',
      '-o x',
      '--sort-by=name',
      '--sort-by=kind',
      '--sort-by=x',
      '--no-headers',
      '--categories=all',
      '--categories=all,absent',
      '--cached',
      'x',
    ],
    2,
  ),
  flag,
);
