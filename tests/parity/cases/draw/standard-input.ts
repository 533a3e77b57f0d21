import fc from 'fast-check';
import type { Case } from '../../bench.ts';
import { flag, oneOf, sentence, someOf } from './arbitraries.ts';

/** Documents that may come one after the other, and what is none. */
const documents = [
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: sent\ndata:\n  a: b\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: sent, labels: {a: b}}\ndata: {a: "c"}\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  namespace: absent\n  name: sent\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: Bad_Name\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: sent\ndata:\n  a: 1\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: sent\ndata:\n  a: b\n  a: c\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: sent\nabsent: x\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: sent\n  annotations:\n    a: true\n',
  'apiVersion: v1\nkind: configmap\nmetadata:\n  name: sent\n',
  'apiVersion: v9\nkind: ConfigMap\nmetadata:\n  name: sent\n',
  'apiVersion: a/b/c\nkind: ConfigMap\nmetadata:\n  name: sent\n',
  'apiVersion: v1\nmetadata:\n  name: sent\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: sent\n',
  'apiVersion: v1\n kind: ConfigMap\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: [sent\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata: &m\n  name: sent\n',
  'a: *b\n',
  '- a\n- b\n',
  'plain\n',
  '42\n',
  '# nothing\n',
  '\n',
  '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"sent"}}',
  'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: one}\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: two}\n',
  'apiVersion: v1\nkind: List\nitems: []\n',
  'apiVersion: v1\nkind: List\nitems:\n- kind: ConfigMap\n  metadata: {name: one}\n',
  'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: sent\n',
  'apiVersion: v1\nkind: Pod\nmetadata:\n  name: sent\nspec:\n  containers: []\n',
  'apiVersion: v1\nkind: Pod\nmetadata:\n  name: sent\nspec:\n  containers:\n  - name: a\n    image: nginx:1.28\n    imagee: x\n',
  'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: sent\nspec:\n  replicas: "2"\n  selector: {matchLabels: {a: b}}\n  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: "nginx:1.28"}]}}\n',
  'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: sent\nspec:\n  selector: {matchLabels: {a: b}}\n  template: {metadata: {labels: {a: c}}, spec: {containers: [{name: a, image: "nginx:1.28"}]}}\n',
  'apiVersion: v1\nkind: Service\nmetadata:\n  name: sent\nspec:\n  ports:\n  - port: http\n',
  'apiVersion: v1\nkind: Secret\nmetadata:\n  name: sent\ndata:\n  a: not base64\n',
  'apiVersion: v1\nkind: Secret\nmetadata:\n  name: sent\nstringData:\n  a: b\n',
];

const verbs = [
  'apply',
  'apply',
  'apply --server-side',
  'create',
  'replace',
  'diff',
  'delete',
  'delete --ignore-not-found',
  'get',
  'describe',
  'label',
  'annotate',
  'patch',
  'scale',
  'set image',
  'rollout status',
  'wait --for=delete --timeout=1s',
  'apply view-last-applied',
  'apply set-last-applied',
  'replace --force',
];

const ends: Readonly<Record<string, string>> = {
  label: 'x=y',
  annotate: 'x=y',
  patch: '--type=merge -p \'{"data":{"p":"q"}}\'',
  scale: '--replicas=2',
  'set image': 'a=b',
};

const options = [
  '-o yaml',
  '-o json',
  '-o name',
  '--dry-run=client',
  '--dry-run=server',
  '--validate=false',
  '--validate=warn',
  '-n kube-system',
  '-l a=b',
  '--field-manager=me',
  '--force-conflicts',
  '-R',
  '--save-config',
  '--show-managed-fields',
  '--overwrite=false',
];

/** What comes by standard input: mostly one document, sometimes several, and what the line makes of it. */
export const sentCase: fc.Arbitrary<Case> = fc
  .tuple(
    oneOf(verbs).chain((verb) =>
      sentence(verb, '-f -', ends[verb] ?? '', someOf(options, 2), flag),
    ),
    fc.array(oneOf(documents), { minLength: 1, maxLength: 3, size: 'small' }),
  )
  .map(([line, list]) => ({
    line: `kubectl ${line}`,
    stdin: list.map((text) => (text.endsWith('\n') ? text : `${text}\n`)).join('---\n'),
    changes: true,
    after: undefined,
  }));
