import fc from 'fast-check';
import type { Case } from '../bench.ts';
import type { StateName } from '../states.ts';

/** What a state has that is worth naming, besides what every cluster has. */
interface Vocabulary {
  /** Kinds, as they may be typed. */
  kinds: readonly string[];
  /** Objects, as `kind name`. */
  objects: readonly string[];
  namespaces: readonly string[];
  selectors: readonly string[];
  files: readonly string[];
}

const vocabularies = {
  empty: {
    kinds: ['nodes', 'no', 'ns', 'cm', 'sa', 'sc', 'leases', 'apiservices', 'ev'],
    objects: [
      'node maillage-worker',
      'ns default',
      'svc kubernetes',
      'sa default',
      'cm kube-root-ca.crt',
    ],
    namespaces: ['kube-system'],
    selectors: ['k8s-app=kube-dns', 'kubernetes.io/os=linux'],
    files: ['bookinfo.yaml', 'crontabs.yaml'],
  },
  bookinfo: {
    kinds: ['rs', 'replicasets.apps', 'endpointslices', 'ep', 'sa', 'all'],
    objects: ['deploy details-v1', 'deployment reviews-v1', 'svc details', 'sa bookinfo-reviews'],
    namespaces: ['kube-system'],
    selectors: ['app=reviews', 'app=reviews,version=v1', 'version in (v1,v2)', '!app'],
    files: ['bookinfo.yaml', 'rollout.yaml'],
  },
  'crash-loops': {
    kinds: ['ev', 'events', 'rs', 'po,rs'],
    objects: ['deploy crash', 'pod once', 'pod unready', 'pod no-such-command'],
    namespaces: ['default'],
    selectors: ['app=crash'],
    files: ['crash-loops.yaml'],
  },
  jobs: {
    kinds: ['jobs', 'cj', 'cronjobs.batch', 'job,cj'],
    objects: ['job pi', 'job many', 'cj hourly', 'cronjob minutely'],
    namespaces: ['default'],
    selectors: ['job-name=many', 'batch.kubernetes.io/job-name=pi'],
    files: ['jobs.yaml'],
  },
  crds: {
    kinds: ['crd', 'ct', 'crontab', 'crontabs.stable.example.com', 'regions', 'ct,region'],
    objects: ['ct nightly', 'crontabs often', 'crd regions.stable.example.com'],
    namespaces: ['default'],
    selectors: ['team=nuit'],
    files: ['crontabs.yaml', 'crds.yaml'],
  },
  platform: {
    kinds: [
      'sts',
      'ds',
      'ing',
      'netpol',
      'hpa',
      'pdb',
      'quota',
      'limits',
      'secrets',
      'pvc',
      'pv',
      'pc',
    ],
    objects: ['sts db', 'ds agent', 'secret password', 'cm settings', 'ing front', 'hpa web'],
    namespaces: ['shop', 'shop', 'shop', 'kube-system'],
    selectors: ['app=db'],
    files: ['platform.yaml'],
  },
} satisfies Partial<Record<StateName, Vocabulary>>;

export type RandomState = keyof typeof vocabularies;

export const randomStates = Object.keys(vocabularies) as RandomState[];

const everyKind = ['pods', 'po', 'Pod', 'deploy', 'deployments.apps', 'services', 'svc', 'all'];
const badKinds = ['absent', 'pod/', '/x', 'po,', 'deployments.v9.apps', 'PODS', 'a.b.c', '-'];
const badNames = ['absent', 'Bad_Name', 'a%b', '..', "''", 'x/y', 'é', '-x'];
const outputs = [
  'wide',
  'yaml',
  'json',
  'name',
  'kyaml',
  'absent',
  'jsonpath',
  'custom-columns=',
  'custom-columns',
  "jsonpath='{.metadata.name}'",
  "jsonpath='{.items[*].metadata.name}'",
  'jsonpath=\'{range .items[*]}{.kind}{"\\n"}{end}\'',
  "jsonpath='{.items[0]'",
  "jsonpath-as-json='{..labels}'",
  'custom-columns=N:.metadata.name,P:.status.phase',
  'custom-columns=N',
  "go-template='{{range .items}}{{.metadata.name}} {{end}}'",
  "go-template='{{.kind}}'",
  "go-template='{{'",
];

const getFlags = [
  '--show-labels',
  '--no-headers',
  '--show-kind',
  '--ignore-not-found',
  '--show-managed-fields',
  '--server-print=false',
  '--chunk-size=1',
  '--sort-by=.metadata.name',
  '--sort-by={.metadata.creationTimestamp}',
  '--sort-by=.spec.absent',
  '--sort-by={',
  '-L app,version',
  '--field-selector=metadata.name=default',
  '--field-selector=status.phase!=Running',
  '--field-selector=absent=1',
  '--field-selector=,',
  '--subresource=status',
  '--subresource=absent',
  '--all-namespaces=false',
  '-R',
];
const everyFlag = [
  '--absent',
  '-z',
  '-o',
  '-n',
  '--output',
  '--v=x',
  '--context=absent',
  '--as=jeanne',
  '--request-timeout=x',
  '--warnings-as-errors',
  '-A=maybe',
  '--help',
];
const logFlags = [
  '--tail=2',
  '--tail=-2',
  '--tail=x',
  '-p',
  '-c absent',
  '--all-containers',
  '--prefix',
  '--since=1h',
  '--since=x',
  '--limit-bytes=10',
  '--timestamps=false',
  '--max-log-requests=1',
];
const fieldPaths = [
  '',
  '.spec',
  '.metadata',
  '.metadata.labels',
  '.spec.template.spec.containers',
  '.status',
  '.spec.absent',
  '.kind',
  '.',
];
const permissions = ['get', 'list', 'create', 'delete', '*', 'use', 'Absent'];
const dryRuns = ['--dry-run=client', '--dry-run=server', '--dry-run', '--dry-run=x'];
const changeFlags = [
  '-o name',
  '-o yaml',
  '-o absent',
  '--overwrite',
  '--all',
  '--field-manager=x',
  '--local',
  '--resource-version=1',
];
const generators = [
  'create deployment web --image=nginx:1.28',
  'create configmap c --from-literal=a=b --from-literal=a=c',
  'create secret generic s --from-literal=a=b',
  'create namespace n',
  'create serviceaccount s',
  'create job j --image=busybox:1.37 -- date',
  'create job j --from=cronjob/hourly',
  'create cronjob c --image=x --schedule="* * * * *"',
  'create role r --verb=get --resource=pods',
  'create role r --verb=get --resource=absent',
  'create clusterrole r --verb=list,watch --resource=deploy',
  'create rolebinding b --role=r --user=u',
  'create service clusterip s --tcp=80:8080',
  'create service nodeport s --tcp=x',
  'create ingress i --rule=a/b=s:80',
  'create quota q --hard=cpu=1',
  'create token default',
  'create absent',
  'run web --image=nginx:1.28 --port=80',
  'run Bad_Name --image=nginx:1.28',
  'run web --image=::',
  'expose svc kubernetes --name=k --port=80',
  'autoscale deploy details-v1 --max=2',
];

const oneOf = (words: readonly string[]) => fc.constantFrom(...words);
/** Several of them, most often none. */
const someOf = (words: readonly string[], most: number) =>
  fc.array(oneOf(words), { maxLength: most, size: 'max' }).map((list) => list.join(' '));
const rarely = (words: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant('') }, { weight: 1, arbitrary: words });
const sentence = (...parts: (string | fc.Arbitrary<string>)[]) =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((texts) => texts.filter((text) => text !== '').join(' '));

function vocabularyArbitraries({ kinds, objects, namespaces, selectors, files }: Vocabulary) {
  const kind = fc.oneof(
    { weight: 8, arbitrary: oneOf([...kinds, ...everyKind]) },
    { weight: 1, arbitrary: oneOf(badKinds) },
  );
  const name = fc.oneof(
    { weight: 3, arbitrary: oneOf(objects.map((one) => one.split(' ')[1] ?? '')) },
    { weight: 1, arbitrary: oneOf(badNames) },
  );
  const object = oneOf(objects);
  const pair = object.map((one) => one.replace(' ', '/'));
  const namespace = rarely(
    oneOf([
      ...namespaces.map((one) => `-n ${one}`),
      '-n absent',
      '-n a/b',
      '-A',
      '--namespace=default',
    ]),
  );
  const selector = rarely(
    oneOf([...selectors, '=x', 'a=b,', 'a in ()', "''"].map((one) => `-l "${one}"`)),
  );
  const file = oneOf([...files, 'absent.yaml', 'rbac.yaml'].map((one) => `-f ${one}`));
  const target = fc.oneof(
    { weight: 4, arbitrary: kind },
    { weight: 4, arbitrary: object },
    { weight: 2, arbitrary: pair },
    { weight: 1, arbitrary: sentence(kind, name) },
    { weight: 1, arbitrary: sentence(pair, pair) },
    { weight: 1, arbitrary: sentence(object, name) },
    { weight: 1, arbitrary: fc.tuple(kind, kind).map((two) => two.join(',')) },
    { weight: 1, arbitrary: sentence(pair, kind) },
    { weight: 1, arbitrary: file },
    { weight: 1, arbitrary: fc.constant('') },
  );
  return { kind, pair, namespace, selector, target };
}

/** Lines that only read, whatever they are. */
function readingLine(vocabulary: Vocabulary): fc.Arbitrary<string> {
  const { kind, pair, namespace, selector, target } = vocabularyArbitraries(vocabulary);
  const output = rarely(oneOf(outputs).map((one) => `-o ${one}`));
  const often = fc.oneof(
    output,
    oneOf(outputs).map((one) => `-o ${one}`),
  );
  const flag = rarely(oneOf(everyFlag));
  return fc.oneof(
    {
      weight: 10,
      arbitrary: sentence('get', target, namespace, selector, often, someOf(getFlags, 2), flag),
    },
    {
      weight: 3,
      arbitrary: sentence(
        'describe',
        target,
        namespace,
        selector,
        rarely(oneOf(['--show-events=false', '--chunk-size=1'])),
        flag,
      ),
    },
    {
      weight: 2,
      arbitrary: sentence('logs', pair, namespace, selector, someOf(logFlags, 2), flag),
    },
    {
      weight: 1,
      arbitrary: sentence(
        'explain',
        fc.tuple(kind, oneOf(fieldPaths)).map((two) => two.join('')),
        rarely(oneOf(['--recursive', '--api-version=v1', '--output=x'])),
        flag,
      ),
    },
    {
      weight: 1,
      arbitrary: sentence(
        'events',
        namespace,
        rarely(pair.map((one) => `--for ${one}`)),
        rarely(oneOf(['--types=Warning', '--types=Absent', '--no-headers'])),
        output,
        flag,
      ),
    },
    {
      weight: 1,
      arbitrary: sentence(
        'rollout',
        oneOf(['history', 'status --watch=false', 'absent']),
        target,
        namespace,
        rarely(oneOf(['--revision=1', '--revision=9', '--revision=-1'])),
        flag,
      ),
    },
    {
      weight: 1,
      arbitrary: sentence(
        'auth can-i',
        oneOf(permissions),
        kind,
        namespace,
        rarely(oneOf(['--list', '-q', '--subresource=log'])),
        flag,
      ),
    },
    {
      weight: 1,
      arbitrary: sentence(
        'api-resources',
        someOf(
          [
            '--namespaced',
            '--api-group=apps',
            '--verbs=create',
            '-o name',
            '-o wide',
            '-o x',
            '--sort-by=name',
            '--sort-by=x',
            '--no-headers',
            '--categories=all',
          ],
          2,
        ),
        flag,
      ),
    },
    {
      weight: 1,
      arbitrary: sentence(
        oneOf([
          'version',
          'api-versions',
          'cluster-info',
          'config view',
          'config get-contexts',
          'top pods',
          'auth whoami',
          'options',
          'plugin list',
          'rollout',
          'absent',
        ]),
        output,
        flag,
      ),
    },
  );
}

/** Lines that would change something, or do. */
function changingLine(vocabulary: Vocabulary): fc.Arbitrary<string> {
  const { namespace, selector, target } = vocabularyArbitraries(vocabulary);
  const dryRun = fc.oneof(oneOf(dryRuns), rarely(oneOf(dryRuns)));
  const tail = [namespace, dryRun, someOf(changeFlags, 1), rarely(oneOf(everyFlag))];
  const words = oneOf(['a=b', 'a-', 'a=b c=d', 'a=%', 'app=x', 'a/b/c=d', 'a', '']);
  return fc.oneof(
    {
      weight: 3,
      arbitrary: sentence(oneOf(['label', 'annotate']), target, words, selector, ...tail),
    },
    { weight: 2, arbitrary: sentence('delete --wait=false', target, selector, ...tail) },
    { weight: 3, arbitrary: sentence(oneOf(generators), ...tail) },
    {
      weight: 1,
      arbitrary: sentence(
        'scale',
        target,
        oneOf(['--replicas=2', '--replicas=-1', '--replicas=x', '']),
        ...tail,
      ),
    },
    {
      weight: 1,
      arbitrary: sentence('set image', target, oneOf(['*=nginx:1.28', 'a=b', 'a', '']), ...tail),
    },
    {
      weight: 1,
      arbitrary: sentence('rollout', oneOf(['restart', 'pause', 'undo']), target, namespace),
    },
    {
      weight: 1,
      arbitrary: sentence(
        'patch',
        target,
        oneOf([
          "-p '{}'",
          '-p \'{"metadata":{"labels":{"a":"b"}}}\'',
          '-p x',
          '--type=json -p []',
          '--type=x -p {}',
          '',
        ]),
        ...tail,
      ),
    },
    {
      weight: 1,
      arbitrary: sentence('expose', target, oneOf(['--port=80', '--port=x', '']), ...tail),
    },
    {
      weight: 1,
      arbitrary: sentence(
        oneOf(['apply', 'create', 'replace', 'diff']),
        oneOf([...vocabulary.files, 'absent.yaml']).map((one) => `-f ${one}`),
        ...tail,
      ),
    },
  );
}

/** A line drawn at random, and whether it needs a cluster of its own. */
function randomCase(state: RandomState): fc.Arbitrary<Case> {
  const vocabulary = vocabularies[state];
  return fc.oneof(
    { weight: 5, arbitrary: readingLine(vocabulary).map((line) => ({ line: `kubectl ${line}` })) },
    {
      weight: 1,
      arbitrary: changingLine(vocabulary).map((line) => ({
        line: `kubectl ${line}`,
        changes: true,
      })),
    },
  );
}

/** As many lines as wanted of a seed: each state draws its own, and more of them begin with the same. */
export function drawCases(state: RandomState, seed: number, count: number): Case[] {
  const own = seed * randomStates.length + randomStates.indexOf(state);
  return fc.sample(randomCase(state), { seed: own, numRuns: count });
}
