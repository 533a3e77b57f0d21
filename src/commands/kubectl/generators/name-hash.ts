import type { JsonObject } from '#cluster/api/object.ts';
import { typedJson } from './typed-json.ts';
import { sha256 } from './sha256.ts';

/** The suffix of `--append-hash` and of kustomize's generators: kubectl/pkg/util/hash/hash.go (v1.35). */
export function nameHash(object: JsonObject): string {
  const { kind, metadata, data = {}, binaryData, type } = object;
  const name = (metadata as JsonObject)['name'];
  const text =
    kind === 'Secret'
      ? typedJson({ data, kind, name, type: type ?? '' })
      : typedJson({ binaryData, data, kind, name });
  const letters: Record<string, string> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };
  return sha256(new TextEncoder().encode(text))
    .slice(0, 10)
    .replace(/[013ae]/g, (digit) => letters[digit] ?? digit);
}
