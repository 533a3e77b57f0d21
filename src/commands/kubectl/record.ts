import type { JsonObject } from '#cluster/api/object.ts';
import type { Info } from './builder.ts';
import type { Context } from './context.ts';
import { parseFlags } from './flags.ts';
import { recordAt } from './json.ts';
import { flagsOf, findCommand } from './tree.ts';
import { patchObject, type WriteOptions } from './writes.ts';

const causeKey = 'kubernetes.io/change-cause';

/** Does the line ask to be written into what it changes? */
function isRecorded({ flags }: Context): boolean {
  return flags.has('record') && flags.isOn('record');
}

/** The line, words before flags, as `--record` writes it: cli-runtime's genericclioptions/record_flags.go (v0.35). */
function causeOf({ process, path }: Context): string {
  let flags = '';
  const { node } = findCommand(path.split(' '));
  const { args } = parseFlags(flagsOf(node), process.argv.slice(1), ({ name }, text) => {
    flags += ` --${name}=${text}`;
  });
  return `${['kubectl', ...args].join(' ')}${flags}`;
}

/** The object, annotated with the line where it is to be recorded. */
export function recorded(context: Context, object: JsonObject): JsonObject {
  if (!isRecorded(context)) return object;
  const annotations = {
    ...recordAt(object, 'metadata.annotations'),
    [causeKey]: causeOf(context),
  };
  return { ...object, metadata: { ...recordAt(object, 'metadata'), annotations } };
}

/** The same for an object that is on the server, by a request of its own. */
export async function record(
  context: Context,
  info: Info,
  object: JsonObject,
  options: WriteOptions,
): Promise<JsonObject> {
  if (!isRecorded(context)) return object;
  const cause = causeOf(context);
  if (recordAt(object, 'metadata.annotations')[causeKey] === cause) return object;
  const body = { metadata: { annotations: { [causeKey]: cause } } };
  return await patchObject(context, info, { type: 'merge-patch', body }, options);
}
