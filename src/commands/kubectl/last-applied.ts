import { parseJson, TooDeep } from '#cluster/api/json-text.ts';
import type { Json, JsonObject } from '#cluster/api/object.ts';
import { typedJson } from './generators/typed-json.ts';
import { goJson } from './printers/go-json.ts';
import { isRecord, recordAt } from './json.ts';
import { changeKeys } from './pod-template/place.ts';

/** The annotation of `kubectl apply`: kubectl/pkg/util/apply.go (v1.35). */
export const lastAppliedKey = 'kubectl.kubernetes.io/last-applied-configuration';

const path = ['metadata', 'annotations', lastAppliedKey];

export function lastAppliedText(object: JsonObject): string | undefined {
  const value = recordAt(object, 'metadata.annotations')[lastAppliedKey];
  return typeof value === 'string' ? value : undefined;
}

/** The object in the annotation: undefined where there is none, null where somebody wrote something else there. */
export function lastApplied(object: JsonObject): JsonObject | null | undefined {
  const text = lastAppliedText(object);
  if (!text) return undefined;
  try {
    const value = parseJson(text);
    if (value === null) return undefined;
    return isRecord(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TooDeep) return null;
    throw error;
  }
}

/** What the annotation says of an object read from a file: keys in order, annotations always there. */
export function configurationOf(object: JsonObject): string {
  const annotations = Object.fromEntries(
    Object.entries(recordAt(object, 'metadata.annotations')).filter(
      ([key]) => key !== lastAppliedKey,
    ),
  );
  return `${goJson(changeKeys(object, ['metadata', 'annotations'], () => annotations))}\n`;
}

export function withLastApplied(object: JsonObject, text = configurationOf(object)): JsonObject {
  return changeKeys(object, path, () => text);
}

/** The same for an object that kubectl itself made, whose fields have the order of their type. */
export function withSavedConfig(object: JsonObject): JsonObject {
  const { metadata } = object;
  const fields: JsonObject = isRecord(metadata) ? metadata : {};
  const annotations: Json = {
    ...recordAt(object, 'metadata.annotations'),
    [lastAppliedKey]: `${typedJson(object)}\n`,
  };
  return { ...object, metadata: { ...fields, annotations } };
}

/** An object that carries the annotation gets a fresh one: `cmdutil.CreateOrUpdateAnnotation`. */
export function refreshed(object: JsonObject, always: boolean): JsonObject {
  return always || lastAppliedText(object) !== undefined ? withLastApplied(object) : object;
}
