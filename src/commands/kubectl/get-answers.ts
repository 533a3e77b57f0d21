import type { JsonObject } from '#cluster/api/object.ts';
import type { Context } from './context.ts';
import { TablePrinter } from './printers/table.ts';
import type { ApiResource } from './resources.ts';

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
