import { type Selection, type Sources, sourcesOf } from './builder.ts';
import type { Context, Verb } from './context.ts';
import {
  CommandError,
  Failures,
  TemplateFailure,
  failureOf,
  isNotFound,
  isTold,
  leavesOf,
} from './errors.ts';
import { type Answer, asTable, isTable, tablePrinter } from './get-answers.ts';
import { fetchSource, flattenPages } from './get-source.ts';
import { filenameOptions, hasFiles } from './manifests.ts';
import { printerFor } from './printers/print.ts';
import { TabWriter } from './printers/tab-writer.ts';
import type { TablePrinter } from './printers/table.ts';
import { type ApiResource, fullName } from './resources.ts';

/** kubectl pkg/cmd/get/get.go, v1.35. */
export const get: Verb = async (context) => {
  const { flags } = context;
  const watches = flags.isOn('watch') || flags.isOn('watch-only');
  const isRaw = flags.text('raw') !== '';
  if (isRaw && context.args.length > 0)
    throw new CommandError('arguments may not be passed when --raw is specified');
  if (!isRaw) context.askNamespace();
  if (!isRaw && watches && flags.text('sort-by') !== '')
    await (await context.process.time.hold(import('./get-refusals.ts'))).warnOfOrder(context);
  await checkLine(context, watches);
  const { hold } = context.process.time;
  if (isRaw) return await (await hold(import('./raw.ts'))).sendRaw(context, 'GET');
  if (watches)
    await (await hold(import('./get-watch.ts'))).watchObjects(context, selectionOf(context));
  else if (isTable(context)) await printTables(context);
  else await printObjects(context);
};

async function checkLine(context: Context, watches: boolean): Promise<void> {
  const { flags, args } = context;
  const { hold } = context.process.time;
  const isRaw = flags.text('raw') !== '';
  if (isRaw) (await hold(import('./raw.ts'))).checkRawGet(context);
  const lacks = !isRaw && !watches && args.length === 0 && !hasFiles(filenameOptions(context));
  const output = flags.text('output');
  const hides = flags.isOn('show-labels') && output !== '' && output !== 'wide';
  const tells = flags.isOn('output-watch-events') && !watches;
  if (lacks || hides || tells)
    await (await hold(import('./get-refusals.ts'))).refuseLine(context, { lacks, hides });
}

function selectionOf(context: Context): Selection {
  const { flags, args } = context;
  return {
    args,
    files: filenameOptions(context),
    labels: flags.text('selector'),
    fields: flags.text('field-selector'),
    allowsKindAlone: true,
    allNamespaces: flags.isOn('all-namespaces'),
    subresource: flags.text('subresource'),
    chunkSize: flags.text('sort-by') === '' ? flags.number('chunk-size') : 0,
    keepsGoing: true,
    latest: true,
  };
}

/** Everything the line asks for, and what failed, nested as by `visit`; NotFound is left out with --ignore-not-found. */
async function fetchAll(
  context: Context,
  sources: Sources,
): Promise<{ answers: Answer[]; failure: unknown }> {
  const answers: Answer[] = [];
  const own: unknown[] = [];
  const sourced: unknown[] = [];
  for (const source of sources.list)
    try {
      for await (const answer of fetchSource(context, source, { own, sourced }))
        answers.push(answer);
    } catch (error) {
      if (!isTold(error)) throw error;
      (source.type === 'one' ? own : sourced).push(error);
    }
  const ignores = context.flags.isOn('ignore-not-found');
  const kept = (errors: unknown[]) =>
    ignores ? errors.filter((error) => !isNotFound(error)) : errors;
  return { answers, failure: failureOf(kept(own), kept(sourced)) };
}

async function printTables(context: Context): Promise<void> {
  const { flags } = context;
  const { answers, failure } = await fetchAll(
    context,
    await sourcesOf(context, selectionOf(context)),
  );
  const sortBy = flags.text('sort-by');
  const sorted =
    sortBy === ''
      ? answers
      : (await sorting(context)).sortTables(context, answers.flatMap(objectsOf), sortBy);
  const text = renderTables(context, sorted);
  await context.out(text);
  if (text === '' && !flags.isOn('ignore-not-found') && failure === undefined) {
    const isNamespaced =
      !flags.isOn('all-namespaces') && sorted.every(({ resource }) => resource.namespaced);
    await context.err(
      isNamespaced
        ? `No resources found in ${context.namespace} namespace.\n`
        : 'No resources found\n',
    );
  }
  if (failure !== undefined) throw new Failures([failure]);
}

/** A list as its objects; a table stays one. */
function objectsOf(answer: Answer): Answer[] {
  const { resource } = answer;
  return flattenPages([answer]).map((body) => ({ resource, body }));
}

/** Loaded when a line sorts. */
function sorting({ process }: Context) {
  return process.time.hold(import('./get-sort.ts'));
}

/** Kinds are parted by an empty line, as soon as something was printed. */
function renderTables(context: Context, answers: readonly Answer[]): string {
  const withKind =
    new Set(answers.map(({ resource }) => `${fullName(resource)}/${resource.version}`)).size > 1;
  const writer = new TabWriter({ minimum: 6, padding: 3, remembers: true });
  let text = '';
  let last: ApiResource | undefined;
  let printer: TablePrinter | undefined;
  let isReady = false;
  const flush = () => {
    const part = writer.flush();
    if (part === '') return;
    text += isReady ? `\n${part}` : part;
    isReady = false;
  };
  for (const { resource, body } of answers) {
    if (printer === undefined || last !== resource) {
      flush();
      writer.forgetWidths();
      if (last !== undefined && !context.flags.isOn('no-headers') && text !== '') isReady = true;
      printer = tablePrinter(context, resource, withKind);
      last = resource;
    }
    writer.write(printer.print(asTable(context, body)));
  }
  flush();
  return text;
}

/** One object as it is, several in a List. */
async function printObjects(context: Context): Promise<void> {
  const { flags } = context;
  const sources = await sourcesOf(context, selectionOf(context));
  const { answers, failure: nested } = await fetchAll(context, sources);
  const failure = nested === undefined ? undefined : flattened(nested);
  if (failure !== undefined && sources.isSingle) throw failure;
  const objects = flattenPages(answers);
  if (objects.length === 0 && flags.isOn('ignore-not-found')) {
    if (failure !== undefined) throw failure;
    return;
  }
  const print = printerFor(context, { forGet: true });
  const sortBy = flags.text('sort-by');
  const [only] = objects;
  const isOne = sources.isSingle && objects.length === 1 && only !== undefined;
  try {
    const items =
      sortBy === '' || isOne
        ? objects
        : (await sorting(context)).sortObjects(context, objects, sortBy);
    const list = { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
    await context.out(print(isOne ? only : list));
  } catch (error) {
    if (failure === undefined || !(error instanceof CommandError)) throw error;
    if (error instanceof TemplateFailure) await context.out(error.output);
    throw new Failures([...failure.errors, error]);
  }
  if (failure !== undefined) throw failure;
}

/** utilerrors.Flatten, then Reduce */
function flattened(error: unknown): Failures {
  return new Failures(leavesOf(error));
}
