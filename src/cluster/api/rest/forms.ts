import { columnsOf, defaultColumns, loadColumns } from '#cluster/api/columns/columns-of.ts';
import type { Columns } from '#cluster/api/columns/columns.ts';
import { customColumns } from '#cluster/api/crd/columns.ts';
import { badRequest } from '#cluster/api/errors.ts';
import { type Fields, without } from '#cluster/api/json.ts';
import { apiVersionOf } from '#cluster/api/kinds/resource.ts';
import { toVersion } from '#cluster/api/kinds/versions.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { ResourceExchange } from './exchange.ts';
import { type Form, formOf } from './media.ts';

/** How the objects of one exchange are shown. */
export interface Rendering {
  readonly form: Form;
  readonly one: (object: KubeObject) => unknown;
  readonly list: (objects: readonly KubeObject[], metadata: ListMeta) => unknown;
  /** An object in a watch: the columns of a Table come with the first one only. */
  readonly watched: (object: KubeObject, isFirst: boolean) => unknown;
}

export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export function renderingOf(exchange: ResourceExchange): Rendering {
  const form = formOf(exchange.request);
  switch (form) {
    case 'object':
      return asObjects(exchange);
    case 'partial':
      return asMetadata();
    case 'table':
      return asTables(exchange);
  }
}

function asObjects({ resource, route }: ResourceExchange): Rendering {
  const one = (object: KubeObject) => toVersion(resource, object, route.version);
  // Lists of built-in kinds do not say the kind of each item.
  const item = resource.custom ? one : (object: KubeObject) => withoutKind(one(object));
  return {
    form: 'object',
    one,
    watched: one,
    list: (objects, metadata) => ({
      kind: resource.listKind,
      apiVersion: apiVersionOf(resource.group, route.version),
      metadata,
      items: objects.map(item),
    }),
  };
}

const bare = new WeakMap<KubeObject, Fields>();

/** The same for the same object: what is known of it stays known. */
function withoutKind(object: KubeObject): Fields {
  const found = bare.get(object) ?? without(object, 'apiVersion', 'kind');
  bare.set(object, found);
  return found;
}

function partial({ metadata }: KubeObject) {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}

function asMetadata(): Rendering {
  return {
    form: 'partial',
    one: partial,
    watched: partial,
    list: (objects, metadata) => ({
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      items: objects.map((object) => partial(object)),
    }),
  };
}

type Include = (object: KubeObject) => unknown;

function asTables(exchange: ResourceExchange): Rendering {
  const { query, resource, route, server } = exchange;
  const include = includeOf(query.get('includeObject'), (object) =>
    toVersion(resource, object, route.version),
  );
  const columns = tableColumns(exchange);
  const table = (
    objects: readonly KubeObject[],
    metadata: Partial<ListMeta>,
    hasColumns = true,
  ) => ({
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: hasColumns ? columns.definitions : null,
    rows: (columns.order ? objects.toSorted(columns.order) : objects).map((object) => ({
      cells: columns.row(object, server.core.clock.now()),
      ...(include ? { object: include(object) } : {}),
    })),
  });
  return {
    form: 'table',
    one: (object) => table([object], { resourceVersion: object.metadata.resourceVersion }),
    list: (objects, metadata) => table(objects, metadata),
    watched: (object, isFirst) =>
      table([object], { resourceVersion: object.metadata.resourceVersion }, isFirst),
  };
}

function includeOf(asked: string | null, whole: Include): Include | undefined {
  switch (asked ?? '') {
    case '':
    case 'Metadata':
      return partial;
    case 'Object':
      return whole;
    case 'None':
      return undefined;
    default:
      throw badRequest(`unrecognized includeObject value: ${JSON.stringify(asked)}`);
  }
}

/** To be waited for before a Table is made. */
export async function readyToRender({
  request,
  resource,
  server,
}: ResourceExchange): Promise<void> {
  if (resource.custom || !request.headers.get('accept')?.includes('as=Table')) return;
  const loading = loadColumns(resource.storedAs ?? resource.name);
  if (loading) await server.core.clock.hold(loading);
}

function tableColumns({ resource, route, server }: ResourceExchange): Columns {
  const definition = server.core.kinds.definitionOf(resource);
  if (definition) return customColumns(definition, route.version);
  return columnsOf(resource.storedAs ?? resource.name) ?? defaultColumns;
}
