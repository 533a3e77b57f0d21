import type { JsonObject } from '#cluster/api/object.ts';
import type { Context } from './context.ts';
import { listAt, textAt } from './json.ts';
import { TablePrinter } from './printers/table.ts';
import type { ApiResource } from './resources.ts';
import { ageOf } from './times.ts';

/** Is the server asked for tables? */
export function isTable({ flags }: Context): boolean {
  return (
    (flags.text('output') === '' && flags.text('template') === '') ||
    flags.text('output') === 'wide'
  );
}

/** One answer of the server: a table, or an object, with the kind that was asked for. */
export interface Answer {
  resource: ApiResource;
  body: JsonObject;
}

export function tablePrinter(
  context: Context,
  resource: ApiResource,
  withKind: boolean,
): TablePrinter {
  const { flags } = context;
  const hasKind = withKind || flags.isOn('show-kind');
  return new TablePrinter({
    wide: flags.text('output') === 'wide',
    noHeaders: flags.isOn('no-headers'),
    withNamespace: flags.isOn('all-namespaces') && resource.namespaced,
    kind: hasKind ? kindName(resource) : undefined,
    showLabels: flags.isOn('show-labels'),
    columnLabels: flags.list('label-columns'),
  });
}

/** `deployment.apps` */
function kindName({ kind, group }: ApiResource): string {
  return (group === '' ? kind : `${kind}.${group}`).toLowerCase();
}

/** What is not a table is shown by name and age, as the real one does with what it does not know. */
export function asTable({ process }: Context, body: JsonObject): JsonObject {
  if (body['kind'] === 'Table') return body;
  const objects = Array.isArray(body['items']) ? listAt(body, 'items') : [body];
  return {
    columnDefinitions: [
      { name: 'Name', type: 'string', format: 'name' },
      { name: 'Age', type: 'string' },
    ],
    rows: objects.map((object) => ({
      cells: [
        textAt(object, 'metadata.name'),
        ageOf(process, textAt(object, 'metadata.creationTimestamp')),
      ],
      object,
    })),
  };
}
