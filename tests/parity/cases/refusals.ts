import type { Case } from '../bench.ts';
import type { StateName } from '../states.ts';

/** Commands, each with what it may be refused for: which refusal comes first is the order in which the real one asks. */
const commands = [
  'get',
  'get pods',
  'get pods,svc',
  'get pods,svc a',
  'get pod/a svc/b',
  'get -f bookinfo.yaml',
  'get -f absent.yaml',
  'get --raw /version',
  'describe',
  'describe pods,svc',
  'describe cm/settings -l =x',
  'logs',
  'logs a',
  'events',
  'rollout status',
  'rollout history deploy',
  'label',
  'label pods a=%',
  'label pods,svc --all a=b',
  'scale deploy a',
  'delete',
  'delete pods,svc --all',
  'delete -f bookinfo.yaml',
  'patch pods a',
  'patch pods a -p {}',
  'set image',
  'set image deploy a a=b',
  'exec',
  'exec a',
  'taint node a',
  'edit pods a',
  'apply -f bookinfo.yaml',
  'create -f bookinfo.yaml',
  'diff -f absent.yaml',
  'explain pods',
  'api-resources --sort-by=x',
  'top pods',
  'auth can-i get pods',
];

const faults = [
  '--context=absent',
  '--context=absent -n default',
  '--user=absent',
  '--request-timeout=x -n default',
];

/** Kinds that kubectl has no Go type of, where it wants one; and flags that only seem to choose. */
const typed = [
  'rollout pause crontabs',
  'rollout status --watch=false ct,region often',
  'rollout status ct',
  'rollout restart -f crontabs.yaml',
  'rollout undo ct/often',
  'rollout history ct/often',
  'rollout resume apiservices',
  'set image ct often a=b',
  'set image ct,region a=b --all',
  'set image crd regions.stable.example.com nightly *=nginx:1.28 --all',
  'set image -f crontabs.yaml a=b',
  'set env ct/often A=b',
  'set resources ct often --limits=cpu=1',
  'set image apiservices *=x --all',
  'set serviceaccount ct often x',
  'expose ct often --port=80',
  'expose ct --port=80',
  'logs ct/often',
  'label ct/nightly a- --all --dry-run=client',
  'annotate ct/nightly a=b --all --dry-run=client',
  'label ct a=b --all --dry-run=client',
  'scale ct nightly --replicas=1 --all --dry-run=client',
  `patch ct nightly --type=merge -p '{"metadata":{"labels":{"a":"b"}}}' --dry-run=client`,
  `patch ct nightly --type=merge -p '{"metadata":{"labels":{"a":"b"}}}' --dry-run=server`,
];

const sorted = ['{', '.spec.absent', '.metadata', '.metadata.name'].flatMap((field) =>
  ['sa', 'sa,svc', 'sa default', 'nodes,ns'].map(
    (kinds) => `get ${kinds} --server-print=false --sort-by=${field}`,
  ),
);

/** Where a verb finds that a format is none: before its words are read, before the objects are asked for, or too late. */
const unknownFormat = [
  'set image po a=b',
  'set image po',
  'set env po A=b',
  'set env po --list',
  'set resources',
  'set resources po --limits=cpu=1',
  'set sa',
  'set selector po',
  'set subject po',
  'annotate po',
  'annotate po a=b --list',
  'label po',
  'label po --list',
  'label po --all a=b --dry-run=server',
  'label deploy details-v1 a=b --dry-run=server',
  'taint no a=b',
  'taint no a=b:NoSchedule',
  'taint no --all a=b:NoSchedule --dry-run=server',
  'taint no absent a=b:NoSchedule',
].map((line) => `${line} -o absent`);

const selectors = [
  '',
  'x',
  '=',
  'a=b',
  'a==b,c=d,a=e',
  'a!=b',
  'a in (b)',
  'z notin (b,c),a',
  'a>1',
  'a b',
  'a=é',
  'a=b,,',
].flatMap((selector) => [
  `set selector svc details '${selector}' --dry-run=client -o yaml`,
  `create pdb p --selector='${selector}' --min-available=1 --dry-run=client -o yaml`,
]);

/** A file's objects without a namespace, for all of them; a namespace for objects that have none. */
const scopes = [
  ...[
    'get -o name',
    'get --ignore-not-found',
    'describe',
    'label a=b --dry-run=client',
    'annotate a=b --dry-run=server',
    'wait --for=delete --timeout=1s',
    'delete --dry-run=client',
    'delete --dry-run=server',
  ].map((line) => `${line} -f bookinfo.yaml -A`),
  'delete -f rbac.yaml -n default --dry-run=client',
  'delete ns default -n x --dry-run=client',
  'delete clusterrole view edit -n default --dry-run=client',
];

const chosen = [
  "get po -s 'http://x\f'",
  'auth whoami -o name',
  'set selector',
  'set selector svc',
  'set selector svc details',
  'set selector -f bookinfo.yaml',
  'set selector deploy details-v1 a=b',
  'set selector svc a=b details --dry-run=server',
  'set selector svc absent details a=b --dry-run=server',
  'set resources po',
  'set resources po --all --limits=x',
];

const each = (state: StateName, lines: readonly string[]) =>
  lines.map((line): readonly [StateName, Case] => [state, { line: `kubectl ${line}` }]);

export const refusals: readonly (readonly [StateName, Case])[] = [
  ...each(
    'bookinfo',
    commands.flatMap((command) => faults.map((fault) => `${command} ${fault}`)),
  ),
  ...each('bookinfo', [...sorted, ...unknownFormat, ...selectors, ...scopes, ...chosen]),
  ...each('crds', typed),
];
