import type { KubeObject, Stored } from './api/object.ts';

/** The fields of a kind, for an object that was checked against the kind's schema when it was stored. */
export function viewAs<T>(object: KubeObject): Stored<T> {
  return object as unknown as Stored<T>;
}
