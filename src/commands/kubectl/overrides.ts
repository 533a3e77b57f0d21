import type { JsonObject } from '#cluster/api/object.ts';
import type { Context } from './context.ts';
import { CommandError } from './errors.ts';
import { isRecord } from './json.ts';
import { applyJsonPatch } from './patches/json-patch.ts';
import { applyMerge } from './patches/json-merge.ts';
import { applyStrategic } from './patches/strategic-apply.ts';
import { parseYaml } from './yaml-read.ts';

/** `--overrides` with its `--override-type`: cmdutil.Overrider (kubectl v1.35). */
export function applyOverrides({ flags }: Context, object: JsonObject): JsonObject {
  const text = flags.text('overrides');
  if (text === '') return object;
  const value = parseYaml(text);
  switch (flags.text('override-type')) {
    case 'json':
      return applyJsonPatch(object, Array.isArray(value) ? value.filter(isRecord) : []);
    case 'strategic':
      return isRecord(value) ? applyStrategic(object, value) : object;
    case 'merge': {
      const merged = isRecord(value) ? applyMerge(object, value) : object;
      return isRecord(merged) ? merged : object;
    }
    default:
      throw new CommandError(`invalid override type: ${flags.text('override-type')}`);
  }
}
