import type { JsonObject } from '#cluster/api/object.ts';
import type { Context } from './context.ts';
import { CommandError } from './errors.ts';
import { type PatchType, applyPatch } from './patches.ts';
import { parseYaml } from './yaml-read.ts';

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
  return applyPatch(object, { type, body: parseYaml(text) });
}
