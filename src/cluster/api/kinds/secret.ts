import { at, isFields, without } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { Strategy } from './strategy.ts';

export const secretStrategy: Strategy = {
  create: (_, object) => merged(object),
  update: (_, object) => merged(object),
};

/** `stringData` is written into `data`, in base64, and is never read back. */
function merged(object: KubeObject): KubeObject {
  const plain = at(object, 'stringData');
  if (!isFields(plain)) return object;
  const encoded = Object.entries(plain).map(([key, value]): [string, string] => [
    key,
    toBase64(String(value)),
  ]);
  const before = at(object, 'data');
  const data = Object.fromEntries([...Object.entries(isFields(before) ? before : {}), ...encoded]);
  return { ...without(object, 'stringData'), data };
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
