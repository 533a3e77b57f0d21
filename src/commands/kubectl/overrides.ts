import { kindUnknown } from '#cluster/api/json-text.ts';
import type { JsonObject } from '#cluster/api/object.ts';
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
export function applyOverrides({ flags }: Context, object: JsonObject): JsonObject {
  const text = flags.text('overrides');
  if (text === '') return object;
  const type = types[flags.text('override-type')];
  if (type === undefined)
    throw new CommandError(`invalid override type: ${flags.text('override-type')}`);
  return applyPatch(object, { type, body: bodyOf(text) });
}

/** jsonpatch takes an object, or the list that is then no object of the API. */
function bodyOf(text: string): unknown {
  const body = parseOrNothing(text);
  if (Array.isArray(body)) throw new CommandError(kindUnknown(body));
  if (!isRecord(body)) throw new CommandError('Invalid JSON Patch');
  return body;
}

function parseOrNothing(text: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return undefined;
  }
}
