import { type Fields, fieldsOf, listOf, textOf } from '#cluster/api/json.ts';
import { printYaml } from '#commands/kubectl/printers/yaml.ts';
import { type PodReport, reportOf } from '#mesh/linkerd/inject/report.ts';
import { parse } from 'yaml';
import { workloadOf } from './workloads.ts';

/** What became of one object, as the report tells it (pkg/inject/report.go). */
export interface Outcome {
  /** In lower case; empty where the document has none. */
  readonly kind: string;
  readonly name: string;
  readonly done: 'injected' | 'annotated' | 'uninjected' | 'skipped';
  /** Could it be injected or annotated at all? */
  readonly isSupported: boolean;
  readonly disabled: boolean;
  readonly pod: PodReport | undefined;
}

/** Undefined where nothing changes: its text is then written as it came. */
export interface Transformed {
  readonly object: Fields | undefined;
  readonly outcome: Outcome;
}

export type Transform = (object: Fields) => Transformed;

export interface Result {
  readonly text: string;
  readonly outcomes: readonly Outcome[];
}

/** Each document of a stream, lists taken apart (cli/cmd/inject_util.go: processYAML). */
export function transformText(text: string, transform: Transform): Result {
  const results = documentsOf(text).map((document) => transformDocument(document, transform));
  return {
    text: results.map((one) => `${one.text}---\n`).join(''),
    outcomes: results.flatMap(({ outcomes }) => outcomes),
  };
}

/** As apimachinery's YAMLReader cuts a stream. */
function documentsOf(text: string): readonly string[] {
  const documents: string[] = [];
  let lines: string[] = [];
  const end = () => {
    if (lines.length > 0) documents.push(`${lines.join('\n')}\n`);
    lines = [];
  };
  for (const line of text.replace(/\n$/, '').split('\n')) {
    if (line.startsWith('---') && line.slice(3).trim() === '') end();
    else lines.push(line);
  }
  end();
  return documents.filter((document) => document !== '\n' || documents.length > 1);
}

function transformDocument(text: string, transform: Transform): Result {
  const object = fieldsOf(parse(text));
  if (object['kind'] === 'List') return transformList(object, transform);
  const { object: changed, outcome } = transform(object);
  return { text: changed === undefined ? text : printYaml(changed), outcomes: [outcome] };
}

function transformList(list: Fields, transform: Transform): Result {
  const results = listOf(list['items']).map((item) => {
    const { object, outcome } = transform(fieldsOf(item));
    return { item: object ?? item, outcome };
  });
  const written = {
    apiVersion: list['apiVersion'],
    items: results.map(({ item }) => item),
    kind: 'List',
    metadata: {},
  };
  return { text: printYaml(written), outcomes: results.map(({ outcome }) => outcome) };
}

/** What an object shows of itself, before anything is done with it. */
export function describe(object: Fields): Omit<Outcome, 'done'> {
  const workload = workloadOf(object);
  const kind = textOf(object['kind']).toLowerCase();
  const metadata = fieldsOf(object['metadata']);
  const annotations = fieldsOf(fieldsOf(workload?.template['metadata'])['annotations']);
  return {
    kind,
    name: textOf(metadata['name']) || textOf(metadata['generateName']),
    isSupported: workload !== undefined || kind === 'service' || kind === 'namespace',
    disabled: annotations['linkerd.io/inject'] === 'disabled',
    pod: workload && reportOf(workload.template),
  };
}
