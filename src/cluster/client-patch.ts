import type { Fields } from './api/json.ts';
import { createMergePatch, createThreeWayMergePatch, mergePatch } from './api/patch/merge-patch.ts';
import { strategicMergePatch } from './api/patch/strategic.ts';
import { createThreeWayMerge, createTwoWayMerge } from './api/patch/two-way.ts';
import { gvkOf } from './api/schema/schema.ts';
import { schemaOf } from './api/schema/structure.ts';

/**
 * The patches that a client makes (apply, edit, label, set, dry runs), from the types that a real client is compiled with.
 * For kinds that a client does not know (custom resources) they are JSON merge patches, as kubectl's are.
 */
export interface ClientPatch {
  contentType: 'application/strategic-merge-patch+json' | 'application/merge-patch+json';
  patch: Fields;
}

/** What makes `modified` of `original`. */
export function twoWayPatch(original: Fields, modified: Fields): ClientPatch {
  const schema = schemaOf(gvkOf(modified));
  return schema === undefined
    ? merge(createMergePatch(original, modified))
    : strategic(createTwoWayMerge(original, modified, schema));
}

/** What apply sends: `original` is the last applied configuration, `current` the live object. */
export function threeWayPatch(original: Fields, modified: Fields, current: Fields): ClientPatch {
  const schema = schemaOf(gvkOf(modified));
  return schema === undefined
    ? merge(createThreeWayMergePatch(original, modified, current))
    : strategic(createThreeWayMerge(original, modified, current, schema));
}

/** What an object becomes by a patch of either type. */
export function patched(object: Fields, { contentType, patch }: ClientPatch): Fields {
  const schema = schemaOf(gvkOf(object));
  if (contentType === 'application/strategic-merge-patch+json' && schema !== undefined) {
    return strategicMergePatch(object, patch, schema);
  }
  const result = mergePatch(object, patch);
  return typeof result === 'object' && result !== null ? { ...result } : {};
}

function merge(patch: Fields): ClientPatch {
  return { contentType: 'application/merge-patch+json', patch };
}

function strategic(patch: Fields): ClientPatch {
  return { contentType: 'application/strategic-merge-patch+json', patch };
}
