import type { JsonObject } from '#cluster/api/object.ts';
import { type Selection, type Source, sourcesOf } from './builder.ts';
import type { Context } from './context.ts';
import { CommandError, Exit, StatusError } from './errors.ts';
import { fetchSource, tableAccept } from './get-source.ts';
import { isTable, tablePrinter } from './get-answers.ts';
import { isRecord, listAt, recordAt, textAt } from './json.ts';
import { withoutManagedFields, printerFor } from './printers/print.ts';
import { TabWriter } from './printers/tab-writer.ts';
import { type ApiResource, apiVersionOf, pathOf } from './resources.ts';

/** `get --watch`: what is there, then every change until the process is stopped. */
export async function watchObjects(context: Context, selection: Selection): Promise<void> {
  const { list } = await sourcesOf(context, { ...selection, singleKind: true, keepsGoing: false });
  const [source] = list;
  const errors: unknown[] = [];
  const answers = [];
  for (const one of list)
    for await (const answer of fetchSource(context, one, { own: errors, sourced: errors }))
      answers.push(answer);
  if (errors.length > 0) throw errors[0];
  const [first] = answers;
  if (source === undefined || first === undefined || answers.length > 1)
    throw new CommandError(
      'watch is only supported on individual resources and resource collections - more than 1 resource was found',
    );
  const { resource, body } = first;
  const print = eventPrinter(context, resource);
  const isList = source.type === 'list';
  if (!context.flags.isOn('watch-only'))
    for (const object of isList && !isTable(context) ? listAt(body, 'items') : [body])
      await context.out(print('ADDED', withKind(object, resource)));
  let isShown = isList;
  const version = isList ? textAt(body, 'metadata.resourceVersion') : '0';
  const events = context.client.watch(
    ...watchRequest(context, source, {
      version,
      name: textAt(body, 'metadata.name') || nameInTable(body),
    }),
  );
  for await (const event of events) {
    const type = textAt(event, 'type');
    const object = recordAt(event, 'object');
    if (type === 'ERROR') throw watchError(object);
    if (isShown) await context.out(print(type, object));
    isShown = true;
  }
  // The real one handles the signal, and exits with 1.
  if (context.process.signal.aborted) throw new Exit(1);
}

function watchError(status: JsonObject): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    code: Number(status['code'] ?? 500),
    message: textAt(status, 'message'),
    reason: textAt(status, 'reason'),
  });
}

function nameInTable(body: JsonObject): string {
  return textAt(listAt(body, 'rows')[0], 'object.metadata.name');
}

function withKind(object: JsonObject, resource: ApiResource): JsonObject {
  return isRecord(object) && 'kind' in object
    ? object
    : { apiVersion: apiVersionOf(resource), kind: resource.kind, ...object };
}

type Print = (type: string, object: JsonObject) => string;

function eventPrinter(context: Context, resource: ApiResource): Print {
  const withEvents = context.flags.isOn('output-watch-events');
  if (isTable(context)) {
    const table = tablePrinter(context, resource, false);
    const writer = new TabWriter({ minimum: 6, padding: 3, remembers: true });
    return (type, object) => {
      writer.write(table.print(object, withEvents ? type : ''));
      return writer.flush();
    };
  }
  const print = printerFor(context, { forGet: true });
  return (type, object) =>
    print(
      withEvents
        ? {
            object: context.flags.isOn('show-managed-fields')
              ? object
              : withoutManagedFields(object),
            type,
          }
        : object,
    );
}

function watchRequest(
  context: Context,
  source: Source,
  { version, name }: { version: string; name: string },
): Parameters<Context['client']['watch']> {
  if (source.type === 'file') throw new CommandError('watch of files');
  const { resource, namespace } = source;
  return [
    pathOf(resource, namespace),
    {
      ...(isTable(context) ? { accept: tableAccept } : {}),
      query: {
        resourceVersion: version,
        ...(source.type === 'list'
          ? { labelSelector: source.labels, fieldSelector: source.fields }
          : { fieldSelector: `metadata.name=${name}` }),
      },
    },
  ];
}
