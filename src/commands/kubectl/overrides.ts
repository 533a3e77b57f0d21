import { TooDeep, goSyntaxError, kindUnknown, parseJson } from '#cluster/api/json-text.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import type { Context } from './context.ts';
import { CommandError, NotSimulated } from './errors.ts';
import { type PatchType, applyPatch } from './patches.ts';
import { isRecord } from './json.ts';
import { readOwn } from './own-types.ts';
import { goJson, sortedKeys, typedKeys } from './printers/go-json.ts';

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
  const { asRegistered } = await process.time.hold(import('./printers/go-types.ts'));
  const before = asRegistered(object);
  const changed = applyPatch(before, { type, body: bodyOf(text, type) });
  // A strategic merge goes through maps; the other two leave as it was what they do not go into.
  const kept = type === 'strategic-merge-patch' ? new Set() : new Set(objectsIn(before));
  const json = goJson(changed, '', (one) => (kept.has(one) ? typedKeys(one) : sortedKeys(one)));
  return readOwn(changed, json);
}

function objectsIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  return isRecord(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];
}

/** What each of the three libraries says of what it cannot read. */
function bodyOf(text: string, type: PatchType): unknown {
  const body = parsed(text);
  if (type === 'strategic-merge-patch' && !isRecord(body))
    throw new CommandError('invalid JSON document');
  if (type === 'json-patch') {
    if (body === undefined) throw new CommandError(goSyntaxError(text));
    return body;
  }
  // What is then no object of the API.
  if (Array.isArray(body)) throw new CommandError(kindUnknown(body));
  if (!isRecord(body)) throw new CommandError('Invalid JSON Patch');
  return body;
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof TooDeep) throw new NotSimulated(error.message);
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
