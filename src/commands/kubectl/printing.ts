import type { Json, JsonObject } from '#cluster/api/object.ts';
import type { Context } from './context.ts';
import { CommandError, TemplateFailure } from './errors.ts';
import { isRecord } from './json.ts';
import { type ObjectPrinter, printerFor } from './printers/print.ts';
import type { DryRun } from './writes.ts';

interface Telling {
  /** `created`, `configured` … after the object's name. */
  operation: string;
  dryRun: DryRun;
  /** Made by kubectl itself, or read into a type of its own. */
  typed?: boolean;
}

const suffixes = { none: '', client: ' (dry run)', server: ' (server dry run)' };

/**
 * How the verbs that write tell what they did: `deployment.apps/web created (dry run)`, or the object as `-o` asks.
 * An unknown format is refused before anything is done.
 */
export function tell(
  context: Context,
  { operation, dryRun, typed = false }: Telling,
): (object: JsonObject) => Promise<void> {
  const print = printerFor(context, { operation: `${operation}${suffixes[dryRun]}`, typed });
  return async (object) => await show(context, () => print(object));
}

/** What a template fails with is told on standard output, whatever becomes of the error. */
async function show(context: Context, print: () => string): Promise<void> {
  try {
    await context.out(print());
  } catch (error) {
    if (!(error instanceof TemplateFailure)) throw error;
    await context.out(error.output);
    throw new CommandError(error.message);
  }
}

/**
 * The same for verbs whose word depends on each object; one printer a word, which knows what it printed before. `label` and
 * `taint` find that a format is unknown once they have changed an object.
 */
export function teller(
  context: Context,
  dryRun: DryRun,
  { isCheckedFirst = true, typed = false } = {},
): (operation: string, object: JsonObject) => Promise<void> {
  const printers = new Map<string, ObjectPrinter>();
  if (isCheckedFirst) printerFor(context);
  return async (operation, object) => {
    const print =
      printers.get(operation) ??
      printerFor(context, { operation: `${operation}${suffixes[dryRun]}`, typed });
    printers.set(operation, print);
    await show(context, () => print(object));
  };
}

/** Several objects told at once: as a list. */
export async function tellAll(context: Context, objects: readonly JsonObject[]): Promise<void> {
  const [first] = objects;
  if (first === undefined) return;
  if (objects.length === 1) return await context.out(printerFor(context)(first));
  // A List of kubectl's own, of objects that are not.
  const items = objects.map(withSortedKeys);
  const list = { kind: 'List', apiVersion: 'v1', metadata: {}, items };
  await context.out(printerFor(context, { typed: true })(list));
}

function withSortedKeys<T extends Json | undefined>(value: T): T;
function withSortedKeys(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, withSortedKeys(one)]));
}
