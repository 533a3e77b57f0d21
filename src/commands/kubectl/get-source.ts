import type { JsonObject } from '#cluster/api/object.ts';
import type { Info, Source } from './builder.ts';
import { getObject, listPage } from './lists.ts';
import type { Context } from './context.ts';
import { type Answer, isTable } from './get-answers.ts';
import { listAt, recordAt, textAt } from './json.ts';
import { matchesLabels } from './label-selector.ts';
import { isTold } from './errors.ts';
import { checkNamespace, requireNamespace } from './manifest-infos.ts';
import type { ManifestFile } from './manifests.ts';
import { apiVersionOf } from './resources.ts';

export const tableAccept =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

/** What objects failed with, and what files did: see `failureOf`. */
interface Errors {
  own: unknown[];
  sourced: unknown[];
}

/**
 * What `get` asks for a source: tables for people, objects for the other printers. A file's objects are asked by name, whole
 * (kubectl 1.35: --subresource is for names that are typed).
 */
export async function* fetchSource(
  context: Context,
  source: Source,
  errors: Errors,
): AsyncGenerator<Answer> {
  if (source.type === 'list') yield* pages(context, source);
  else if (source.type === 'one')
    yield await fetchOne(context, { ...source, subresource: context.flags.text('subresource') });
  else yield* fetchFile(context, source.file, errors);
}

async function* fetchFile(
  context: Context,
  file: ManifestFile,
  { own, sourced }: Errors,
): AsyncGenerator<Answer> {
  // What has no name cannot be asked for: it is shown as it was read.
  const finish = async (info: Info): Promise<[Info, Answer]> => {
    if (info.name === '') return [info, { resource: info.resource, body: info.object }];
    requireNamespace(info);
    return [info, await fetchOne(context, info)];
  };
  const allNamespaces = context.flags.isOn('all-namespaces');
  const { manifestLoads } = await context.process.time.hold(import('./manifest-loads.ts'));
  for await (const load of manifestLoads(context, file, { allNamespaces, finish }))
    try {
      const [info, answer] = await load();
      // -l chooses among what was fetched, and a table has no labels of its own.
      const labels = recordAt(answer.body, 'metadata.labels');
      if (!matchesLabels(labels, context.flags.text('selector'))) continue;
      try {
        checkNamespace(context, info);
      } catch (error) {
        own.push(error);
        continue;
      }
      yield answer;
    } catch (error) {
      if (!isTold(error)) throw error;
      sourced.push(error);
    }
}

async function fetchOne(
  context: Context,
  at: Pick<Info, 'resource' | 'namespace' | 'name'> & { subresource?: string },
): Promise<Answer> {
  return { resource: at.resource, body: await getObject(context, at, asked(context)) };
}

function asked(context: Context): { accept?: string; query: Record<string, string | undefined> } {
  if (!isTable(context) || !context.flags.isOn('server-print')) return { query: {} };
  return {
    accept: tableAccept,
    query: { includeObject: context.flags.text('sort-by') === '' ? undefined : 'Object' },
  };
}

async function* pages(
  context: Context,
  source: Extract<Source, { type: 'list' }>,
): AsyncGenerator<Answer> {
  const { accept, query } = asked(context);
  const size = context.flags.text('sort-by') === '' ? context.flags.number('chunk-size') : 0;
  let token = '';
  let first: JsonObject | undefined;
  do {
    const body = await listPage(context, source, {
      ...(accept === undefined ? {} : { accept }),
      query: { ...query, limit: size > 0 ? size : undefined, continue: token },
    });
    first = first === undefined ? body : joined(first, body);
    token = textAt(body, 'metadata.continue');
  } while (token !== '');
  yield { resource: source.resource, body: first };
}

/** Pages are one answer: rows or items behind one another. */
function joined(first: JsonObject, next: JsonObject): JsonObject {
  const key = 'rows' in first ? 'rows' : 'items';
  return { ...first, [key]: [...listAt(first, key), ...listAt(next, key)] };
}

/** The objects of answers: a list's items get its kind. */
export function flattenPages(answers: readonly Answer[]): JsonObject[] {
  return answers.flatMap(({ resource, body }) =>
    Array.isArray(body['items'])
      ? listAt(body, 'items').map((item) => ({
          apiVersion: apiVersionOf(resource),
          kind: resource.kind,
          ...item,
        }))
      : [body],
  );
}
