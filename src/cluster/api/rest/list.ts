import { badRequest, failure, gone } from '#cluster/api/errors.ts';
import { at } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { parseLabelSelector, type Requirement } from '#cluster/api/selector.ts';
import { listObjects } from '#cluster/api/verbs/list.ts';
import { answer } from './answer.ts';
import type { ResourceExchange } from './exchange.ts';
import { type FieldTerm, matchesFields, parseFieldSelector } from './field-selector.ts';
import { type ListMeta, renderingOf } from './forms.ts';
import { listText } from './list-text.ts';

/** Which objects a list, a watch or a deletion of many is about. */
export interface Query {
  readonly labels: readonly Requirement[];
  readonly fields: readonly FieldTerm[];
}

export function queryOf({ query, resource, route, server }: ResourceExchange): Query {
  const named: readonly FieldTerm[] =
    route.name === undefined ? [] : [{ field: 'metadata.name', value: route.name, isEqual: true }];
  return {
    labels: parseLabelSelector(query.get('labelSelector') ?? ''),
    fields: [
      ...named,
      ...parseFieldSelector(
        resource,
        query.get('fieldSelector'),
        server.core.kinds.definitionOf(resource),
      ),
    ],
  };
}

export function selected(
  { resource, route, server }: ResourceExchange,
  { labels, fields }: Query,
): readonly KubeObject[] {
  const node = fields.find(({ field, isEqual }) => field === 'spec.nodeName' && isEqual)?.value;
  const found = listObjects(server.core.store, resource, {
    namespace: route.namespace,
    labels,
    ...(node ? { node } : {}),
  });
  return fields.length === 0 ? found : found.filter((object) => matchesFields(fields, object));
}

export function list(exchange: ResourceExchange): Response {
  const { query, server } = exchange;
  const rendering = renderingOf(exchange);
  const wanted = queryOf(exchange);
  const { revision, start } = startOf(exchange);
  const found = selected(exchange, wanted);
  const rest = start === undefined ? found : found.filter((object) => keyOf(object) > start);
  const limit = Number(query.get('limit') ?? 0);
  const page = limit > 0 ? rest.slice(0, limit) : rest;
  const last = page.at(-1);
  const isCut = last !== undefined && page.length < rest.length;
  const isPlain = wanted.labels.length === 0 && wanted.fields.length === 0;
  const metadata: ListMeta = {
    resourceVersion: String(revision ?? server.core.store.revision()),
    ...(isCut ? { continue: tokenOf(revision ?? server.core.store.revision(), keyOf(last)) } : {}),
    ...(isCut && isPlain ? { remainingItemCount: rest.length - page.length } : {}),
  };
  return answer(exchange, rendering.list(page, metadata), 200, listText);
}

function keyOf({ metadata }: KubeObject): string {
  return metadata.namespace === undefined
    ? metadata.name
    : `${metadata.namespace}/${metadata.name}`;
}

interface Start {
  revision?: number;
  start?: string;
}

function tokenOf(revision: number, start: string): string {
  return btoa(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start })).replaceAll('=', '');
}

/** Where the last page of a list ended, and the revision of its first one. */
function startOf({ query, server }: ResourceExchange): Start {
  const asked = query.get('resourceVersion');
  const token = query.get('continue');
  if (!token) {
    refuseFuture(asked, query.get('resourceVersionMatch'), server.core.store.revision());
    return {};
  }
  if (asked && asked !== '0') {
    throw badRequest('specifying resource version is not allowed when using continue');
  }
  const read = parseToken(token);
  if (read.revision < server.core.store.oldest()) {
    throw gone(
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
    );
  }
  return read;
}

function parseToken(token: string): { revision: number; start: string } {
  try {
    const value: unknown = JSON.parse(atob(token));
    return { revision: Number(at(value, 'rv')), start: String(at(value, 'start')) };
  } catch {
    throw badRequest('continue key is not valid: illegal base64 data at input byte 0');
  }
}

function refuseFuture(asked: string | null, match: string | null, revision: number): void {
  if (!asked) {
    if (match) {
      throw badRequest('resourceVersionMatch is forbidden unless resourceVersion is provided');
    }
    return;
  }
  if (!/^\d+$/.test(asked)) {
    throw badRequest(`invalid resource version: ${JSON.stringify(asked)}`);
  }
  if (Number(asked) > revision) {
    const message = `Timeout: Too large resource version: ${asked}, current: ${revision}`;
    throw failure(504, 'Timeout', message, {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    });
  }
}
