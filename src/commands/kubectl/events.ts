import type { JsonObject } from '#cluster/api/object.ts';
import { listObjects } from './lists.ts';
import type { Context, Verb } from './context.ts';
import { CommandError, Exit, TemplateFailure, WholeMessage } from './errors.ts';
import { goSort } from './go-sort.ts';
import { numberAt, recordAt, textAt } from './json.ts';
import { asGoType } from './printers/go-types.ts';
import { printerFor } from './printers/print.ts';
import { TabWriter } from './printers/tab-writer.ts';
import { pathOf, unknownResource } from './resources.ts';
import { ageOf } from './times.ts';

/** kubectl pkg/cmd/events, v1.35. */
export const events: Verb = async (context) => {
  const { flags } = context;
  context.access();
  const fields = flags.text('for') === '' ? '' : await selectorFor(context, flags.text('for'));
  const print = flags.text('output') === '' ? eventTable(context) : whole(context);
  const types = flags.list('types').map((type) => type.toLowerCase());
  if (types.some((type) => type !== 'normal' && type !== 'warning'))
    throw new CommandError('valid --types are Normal or Warning');
  const isWanted = (event: JsonObject) =>
    types.length === 0 || types.includes(textAt(event, 'type').toLowerCase());
  const namespace = flags.isOn('all-namespaces') ? '' : context.namespace;
  const resource = (await context.resources()).require('events.v1.');
  if (flags.isOn('watch')) {
    const query = { fieldSelector: fields };
    for await (const change of context.client.watch(pathOf(resource, namespace), { query })) {
      const event = recordAt(change, 'object');
      if (textAt(change, 'type') !== 'DELETED' && isWanted(event))
        await context.out(print([event], false));
    }
    if (context.process.signal.aborted) throw new Exit(1);
    return;
  }
  const found: JsonObject[] = [];
  for await (const event of listObjects(context, {
    type: 'list',
    resource,
    namespace,
    labels: '',
    fields,
  }))
    if (isWanted(event)) found.push(event);
  if (found.length > 0)
    await context.out(
      print(
        goSort(found, (a, b) => timeOf(a) < timeOf(b)),
        true,
      ),
    );
  else if (flags.isOn('all-namespaces')) await context.err('No events found.\n');
  else await context.err(`No events found in ${context.namespace} namespace.\n`);
};

async function selectorFor(context: Context, typed: string): Promise<string> {
  const [kind = '', name = '', ...more] = typed.split('/');
  if (!typed.includes('/')) throw new CommandError('--for must be in resource/name form');
  if (more.length > 0)
    throw new CommandError('arguments in resource/name form may not have more than one slash');
  const resources = await context.resources([kind]);
  if (kind === '') throw new CommandError('a resource must be present, got: /, Resource=');
  const resource = resources.find(kind);
  if (resource === undefined) throw new WholeMessage(unknownResource(kind).message);
  // A kind alone chooses nothing.
  if (name === '') return '';
  return `involvedObject.kind=${resource.kind},involvedObject.name=${name}`;
}

type Print = (found: readonly JsonObject[], isList: boolean) => string;

function whole(context: Context): Print {
  const print = printerFor(context, { typed: true });
  // Whatever the format, it goes through the writer of the table, which aligns what is between tabs.
  const writer = new TabWriter({ minimum: 6, padding: 3, remembers: true });
  const isName = context.flags.text('output') === 'name';
  /** The real one passes over what its printer refuses; that of names takes no list of its own types. */
  const printOrNot = (object: JsonObject): string => {
    try {
      return print(object);
    } catch (error) {
      if (error instanceof TemplateFailure) return error.output;
      if (error instanceof CommandError) return '';
      throw error;
    }
  };
  return (found, isList) => {
    const typed = found.map((event) =>
      asGoType({ kind: 'Event', apiVersion: 'v1', ...event }, 'Event'),
    );
    if (isList && isName) return '';
    writer.write(
      isList
        ? printOrNot({ kind: 'EventList', apiVersion: 'v1', metadata: {}, items: typed })
        : typed.map(printOrNot).join(''),
    );
    return writer.flush();
  };
}

function eventTable(context: Context): Print {
  const writer = new TabWriter({ minimum: 6, padding: 3, remembers: true });
  const all = context.flags.isOn('all-namespaces');
  let hasHeader = context.flags.isOn('no-headers');
  return (found) => {
    if (!hasHeader)
      writer.write(`${all ? 'NAMESPACE\t' : ''}LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n`);
    hasHeader = true;
    for (const event of found) {
      const cells = [
        ...(all ? [textAt(event, 'metadata.namespace')] : []),
        interval(context, event),
        cell(textAt(event, 'type')),
        cell(textAt(event, 'reason')),
        `${cell(textAt(event, 'involvedObject.kind'))}/${cell(textAt(event, 'involvedObject.name'))}`,
        cell(textAt(event, 'message').trim()),
      ];
      writer.write(`${cells.join('\t')}\n`);
    }
    return writer.flush();
  };
}

function cell(text: string): string {
  const end = text.search(/[\f\n\r]/);
  return (end < 0 ? text : `${text.slice(0, end)}...`).replaceAll('\u001b', '^[');
}

/** `5s (x3 over 2m)` */
export function interval({ process }: Pick<Context, 'process'>, event: JsonObject): string {
  const first = ageOf(process, textAt(event, 'eventTime') || textAt(event, 'firstTimestamp'));
  if (textAt(event, 'series.count') !== '')
    return `${ageOf(process, textAt(event, 'series.lastObservedTime'))} (x${textAt(event, 'series.count')} over ${first})`;
  const count = numberAt(event, 'count');
  return count > 1
    ? `${ageOf(process, textAt(event, 'lastTimestamp'))} (x${count} over ${first})`
    : first;
}

export function timeOf(event: JsonObject): number {
  const text =
    textAt(event, 'series.lastObservedTime') ||
    textAt(event, 'lastTimestamp') ||
    textAt(event, 'eventTime');
  // Two of one millisecond are not at the same time.
  const [, micros = 0] = /\.\d{3}(\d{3})Z$/.exec(text) ?? [];
  return (Date.parse(text) || 0) + Number(micros) / 1000;
}
