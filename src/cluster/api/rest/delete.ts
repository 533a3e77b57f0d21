import type { DeleteOptions } from '#cluster/api/api.ts';
import { at, type Fields, optionalText } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { type Deletion, remove } from '#cluster/api/verbs/delete.ts';
import { answer, success } from './answer.ts';
import { parseObject } from './body.ts';
import { callOf, type ResourceExchange } from './exchange.ts';
import { renderingOf } from './forms.ts';
import { queryOf, selected } from './list.ts';

/** Kinds whose last state is what a deletion answers: `ReturnDeletedObject` in their storage. */
const returned = new Set([
  'persistentvolumeclaims',
  'persistentvolumes',
  'pods',
  'podtemplates',
  'resourcequotas',
  'serviceaccounts',
  'services',
]);

export async function deleteOne(exchange: ResourceExchange): Promise<Response> {
  const { route, server, resource } = exchange;
  const rendering = renderingOf(exchange);
  const options = await readOptions(exchange);
  const { namespace, name = '' } = route;
  const call = { ...callOf(exchange), dryRun: options.dryRun };
  const deletion = remove(server.core, call, { namespace, name }, options);
  if (!deletion.isGone || returned.has(resource.name)) {
    return answer(exchange, rendering.one(deletion.object));
  }
  return answer(exchange, success(detailsOf(exchange, deletion)));
}

function detailsOf({ resource }: ResourceExchange, { object: { metadata } }: Deletion) {
  return {
    name: metadata.name,
    ...(resource.group === '' ? {} : { group: resource.group }),
    kind: resource.plural,
    uid: metadata.uid,
  };
}

export async function deleteMany(exchange: ResourceExchange): Promise<Response> {
  const { server } = exchange;
  const rendering = renderingOf(exchange);
  const options = await readOptions(exchange);
  const call = { ...callOf(exchange), dryRun: options.dryRun };
  const deleted = selected(exchange, queryOf(exchange)).map(
    ({ metadata }): KubeObject => remove(server.core, call, metadata, options).object,
  );
  const resourceVersion = String(server.core.store.revision());
  return answer(exchange, rendering.list(deleted, { resourceVersion }));
}

type Options = DeleteOptions & { dryRun: boolean };

async function readOptions(exchange: ResourceExchange): Promise<Options> {
  const { request, query } = exchange;
  const text = await request.text();
  const isYaml = (request.headers.get('content-type') ?? '').includes('yaml');
  const body: Fields = text.trim() === '' ? {} : await parseObject(exchange, text, isYaml);
  const grace = body['gracePeriodSeconds'] ?? query.get('gracePeriodSeconds') ?? undefined;
  const orphans = body['orphanDependents'] ?? query.get('orphanDependents');
  const dryRun = body['dryRun'] ?? query.getAll('dryRun');
  return {
    gracePeriodSeconds: grace === undefined ? undefined : Number(grace),
    propagationPolicy: policyOf(
      optionalText(body['propagationPolicy']) ?? query.get('propagationPolicy') ?? undefined,
      orphans,
    ),
    preconditions: {
      ...precondition(body, 'uid'),
      ...precondition(body, 'resourceVersion'),
    },
    dryRun: Array.isArray(dryRun) && dryRun.includes('All'),
  };
}

function precondition(body: Fields, key: 'uid' | 'resourceVersion') {
  const value = optionalText(at(body, 'preconditions', key));
  return value === undefined ? {} : { [key]: value };
}

function policyOf(
  policy: string | undefined,
  orphans: unknown,
): DeleteOptions['propagationPolicy'] {
  if (policy === 'Orphan' || policy === 'Background' || policy === 'Foreground') return policy;
  if (orphans === true || orphans === 'true') return 'Orphan';
  return orphans === false || orphans === 'false' ? 'Background' : undefined;
}
