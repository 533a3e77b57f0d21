import { ApiError } from '#cluster/api/api.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import { applyJsonPatch } from '#cluster/api/patch/json-patch.ts';
import { createMergePatch, mergePatch } from '#cluster/api/patch/merge-patch.ts';
import { patched, threeWayPatch, twoWayPatch } from '#cluster/client-patch.ts';
import { CommandError } from './errors.ts';
import { isRecord } from './json.ts';

/** A patch on its way, and how it is to be read. Pure functions of objects: nothing here speaks to the cluster. */
export interface Patch {
  type: PatchType;
  body: unknown;
}

export type PatchType = 'strategic-merge-patch' | 'merge-patch' | 'json-patch' | 'apply-patch';

type ClientPatch = ReturnType<typeof twoWayPatch>;

function fromClient(make: () => ClientPatch): Patch {
  const { contentType, patch } = orRefusal(make);
  return {
    type: contentType.includes('strategic') ? 'strategic-merge-patch' : 'merge-patch',
    body: patch,
  };
}

/** What the server would refuse of a patch, this client does: an element of a list without its merge key. */
function orRefusal<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof ApiError) throw new CommandError(error.message);
    throw error;
  }
}

/** What leads from one object to the other; a merge patch for kinds that kubectl does not know. */
export function difference(before: JsonObject, after: JsonObject): Patch {
  return fromClient(() => twoWayPatch(before, after));
}

/** The same as an RFC 7386 patch, whatever the kind. */
export function mergeDifference(before: JsonObject, after: JsonObject): JsonObject {
  return recordOf(createMergePatch(before, after));
}

/** What apply sends: `original` was applied last, `current` is alive. */
export function applyDifference(
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
): Patch {
  return fromClient(() => threeWayPatch(original, modified, current));
}

export function isEmpty({ body }: Patch): boolean {
  return isRecord(body) && Object.keys(body).length === 0;
}

/** Without the server: --local, --dry-run=client, --overrides, kustomize. */
export function applyPatch(object: JsonObject, { type, body }: Patch): JsonObject {
  if (type === 'json-patch') {
    try {
      return recordOf(applyJsonPatch(object, body));
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const [, key] = /doc is missing key: (.*)/.exec(text) ?? [];
      // kubectl/pkg/cmd/patch/patch.go getPatchedJSON
      throw new CommandError(
        key === undefined ? text : `Object to be patched is missing field (${key})`,
      );
    }
  }
  if (type === 'merge-patch') {
    if (Array.isArray(body))
      throw new CommandError(
        'json: cannot unmarshal array into Go value of type unstructured.detector',
      );
    if (!isRecord(body)) throw new CommandError('Invalid JSON Patch');
    return recordOf(mergePatch(object, body));
  }
  if (!isRecord(body)) throw new CommandError('invalid JSON document');
  const contentType = 'application/strategic-merge-patch+json';
  return recordOf(orRefusal(() => patched(object, { contentType, patch: body })));
}

function recordOf(value: unknown): JsonObject {
  return isRecord(value) ? value : {};
}
