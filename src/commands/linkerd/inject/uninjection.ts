import { type Fields, fieldsOf, listOf, textOf, without } from '#cluster/api/json.ts';
import { describe, type Transformed } from './transform.ts';
import { filtered, workloadOf } from './workloads.ts';

const containers = new Set(['linkerd-proxy', 'linkerd-init', 'linkerd-debug']);
const volumes = new Set([
  'linkerd-proxy-init-xtables-lock',
  'linkerd-identity-end-entity',
  'linkerd-identity-token',
]);

interface Stripped {
  readonly fields: Fields;
  readonly found: boolean;
}

/** An object without what Linkerd put into it (pkg/inject/uninject.go). */
export function uninject(object: Fields): Transformed {
  const facts = describe(object);
  const workload = workloadOf(object);
  if (workload === undefined && facts.kind !== 'namespace' && facts.kind !== 'service')
    return { object: undefined, outcome: { ...facts, done: 'skipped' } };
  const own = stripMetadata(object);
  const template = workload && stripTemplate(workload.template);
  const isPod = facts.kind === 'pod';
  const changed =
    template === undefined || isPod
      ? (template?.fields ?? own.fields)
      : (workloadOf(own.fields)?.with(template.fields) ?? own.fields);
  const found = own.found || template?.found === true;
  return {
    object: filtered(changed),
    outcome: { ...facts, done: found ? 'uninjected' : 'skipped' },
  };
}

function stripTemplate(template: Fields): Stripped {
  const metadata = stripMetadata(template);
  const spec = fieldsOf(metadata.fields['spec']);
  const kept: Record<string, unknown> = { ...spec };
  let found = metadata.found;
  for (const [list, names] of [
    ['containers', containers],
    ['initContainers', containers],
    ['volumes', volumes],
  ] as const) {
    const all = listOf(spec[list]);
    const others = all.filter((one) => !names.has(textOf(fieldsOf(one)['name'])));
    if (others.length === all.length) continue;
    found ||= list !== 'volumes';
    if (others.length === 0) delete kept[list];
    else kept[list] = others;
  }
  return { fields: { ...metadata.fields, spec: kept }, found };
}

/** Annotations and labels of `linkerd.io`; those of the control plane stay, as `config.linkerd.io`'s do. */
function stripMetadata(object: Fields): Stripped {
  const metadata = fieldsOf(object['metadata']);
  const labels = fieldsOf(metadata['labels']);
  const annotations = fieldsOf(metadata['annotations']);
  if (labels['linkerd.io/control-plane-component'] !== undefined)
    return { fields: object, found: false };
  const marks = Object.keys(annotations).filter(
    (key) =>
      key.startsWith('linkerd.io') &&
      !(key === 'linkerd.io/inject' && annotations[key] === 'disabled'),
  );
  const own = Object.keys(labels).filter((key) => key.startsWith('linkerd.io'));
  const left = {
    ...metadata,
    annotations: without(annotations, ...marks),
    labels: without(labels, ...own),
  };
  return {
    fields: { ...object, metadata: left },
    found: annotations['linkerd.io/inject'] === 'enabled',
  };
}
