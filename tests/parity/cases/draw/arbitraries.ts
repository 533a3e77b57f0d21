import fc from 'fast-check';
import type { Vocabulary } from './vocabularies.ts';

type Words = fc.Arbitrary<string>;

export const oneOf = (words: readonly string[]): Words => fc.constantFrom(...words);
/** Several of them, most often none. */
export const someOf = (words: readonly string[], most: number): Words =>
  fc.array(oneOf(words), { maxLength: most, size: 'max' }).map((list) => list.join(' '));
export const rarely = (words: Words): Words =>
  fc.oneof({ weight: 5, arbitrary: fc.constant('') }, { weight: 1, arbitrary: words });
export const maybe = (words: Words): Words => fc.oneof(fc.constant(''), words);
export const sentence = (...parts: (string | Words)[]): Words =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((texts) => texts.filter((text) => text !== '').join(' '));
/** One of them, each as often as its weight says. */
export const weighed = (...choices: (readonly [weight: number, words: Words])[]): Words =>
  fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
/** A file may be named only by an option. */
export const joined = (...parts: (string | Words)[]): Words =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((texts) => texts.join(''));

const everyKind = ['pods', 'po', 'Pod', 'deploy', 'deployments.apps', 'services', 'svc', 'all'];
const badKinds = ['absent', 'pod/', '/x', 'po,', 'deployments.v9.apps', 'PODS', 'a.b.c', '-'];
const badNames = ['absent', 'Bad_Name', 'a%b', '..', "''", 'x/y', 'é', '-x'];
const badSelectors = ['=x', 'a=b,', 'a in ()', "''", 'a==b', 'a>1', 'a notin (b)', 'a,,b', '(a)'];

/** What a person puts nearly anywhere, wrong more often than not. */
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
  '--request-timeout=5s',
  '--warnings-as-errors',
  '--user=absent',
  '--cluster=absent',
  '-A=maybe',
  '--help',
  '--kubeconfig=absent',
  '--kubeconfig=rollout.yaml',
  '--kuberc=absent',
  '--request-timeout=',
  '--username=a',
  '--token=a --username=b',
  '--as-user-extra=a=b',
  '--as=jeanne --as-user-extra=a=b',
  '--warnings-as-errors=x',
  '--context=',
  '--namespace=',
  '--v=0',
  '--disable-compression',
  '--insecure-skip-tls-verify',
];
export const flag = rarely(oneOf(everyFlag));

/** What ends most lines that change something: where, whether really, and how it is told. */
export type Tail = readonly Words[];

/** The words of a state, as parts of lines. */
export interface Parts {
  kind: Words;
  /** A name, most often of something that is. */
  name: Words;
  /** `kind/name` */
  pair: Words;
  container: Words;
  namespace: Words;
  selector: Words;
  /** `-f FILE` */
  file: Words;
  /** What a verb acts upon, in every way to say it. */
  target: Words;
}

export function partsOf(vocabulary: Vocabulary): Parts {
  const { kinds, objects, containers, namespaces, selectors, files } = vocabulary;
  const kind = weighed([6, oneOf([...everyKind, ...kinds])], [1, oneOf(badKinds)]);
  const name = weighed(
    [3, oneOf(objects.map((one) => one.split(' ')[1] ?? ''))],
    [1, oneOf(badNames)],
  );
  const object = oneOf(objects);
  const pair = object.map((one) => one.replace(' ', '/'));
  const usual = namespaces[0] ?? 'default';
  const namespace = weighed(
    [5, fc.constant(namespaces.length > 2 ? `-n ${usual}` : '')],
    [
      1,
      oneOf([
        ...namespaces.map((one) => `-n ${one}`),
        '-n absent',
        '-n a/b',
        '-A',
        '--namespace=default',
        '',
      ]),
    ],
  );
  const selector = rarely(
    oneOf([...selectors, ...selectors, ...badSelectors].map((one) => `-l "${one}"`)),
  );
  const file = oneOf([...files, 'absent.yaml', 'rbac.yaml'].map((one) => `-f ${one}`));
  const target = weighed(
    [4, kind],
    [4, object],
    [2, pair],
    [1, sentence(kind, name)],
    [1, sentence(pair, pair)],
    [1, sentence(object, name)],
    [1, joined(kind, ',', kind)],
    [1, sentence(pair, kind)],
    [1, file],
    [1, fc.constant('')],
  );
  const container = oneOf([...containers, 'absent']);
  return { kind, name, pair, container, namespace, selector, file, target };
}
