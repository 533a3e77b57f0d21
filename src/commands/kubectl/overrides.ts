import { kindUnknown } from '#cluster/api/json-text.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import type { Process } from '#process/program.ts';
import type { Context } from './context.ts';
import { CommandError } from './errors.ts';
import { type PatchType, applyPatch } from './patches.ts';
import { isRecord } from './json.ts';
import { parseYaml, YamlError } from './yaml-read.ts';

const types: Readonly<Record<string, PatchType>> = {
  json: 'json-patch',
  merge: 'merge-patch',
  strategic: 'strategic-merge-patch',
};

/** `--overrides` with its `--override-type`: cmdutil.Overrider (kubectl v1.35). */
export async function applyOverrides(
  { flags, process }: Context,
  object: JsonObject,
): Promise<JsonObject> {
  const text = flags.text('overrides');
  if (text === '') return object;
  const type = types[flags.text('override-type')];
  if (type === undefined)
    throw new CommandError(`invalid override type: ${flags.text('override-type')}`);
  return applyPatch(object, { type, body: await bodyOf(text, process) });
}

/** jsonpatch takes an object, or the list that is then no object of the API. */
async function bodyOf(text: string, process: Process): Promise<unknown> {
  const body = await parseOrNothing(text, process);
  if (Array.isArray(body)) throw new CommandError(kindUnknown(body));
  if (!isRecord(body)) throw new CommandError('Invalid JSON Patch');
  return body;
}

async function parseOrNothing(text: string, { time }: Process): Promise<unknown> {
  try {
    return await parseYaml(text, time);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return undefined;
  }
}
