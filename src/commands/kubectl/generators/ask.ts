import type { JsonObject } from '#cluster/api/object.ts';
import type { Flags } from '#commands/kubectl/flags.ts';

/** What a generator may know: the name, the flags, what follows, and the files of the shell. */
export interface Ask {
  readonly name: string;
  /** Only where the command line asks for one: kubectl leaves it out of what it prints otherwise. */
  readonly namespace?: string | undefined;
  readonly flags: Flags;
  readonly args: readonly string[];
  readonly sources: Sources;
}

/** Files and variables, as `--from-file` and `--from-env-file` read them. */
export interface Sources {
  /** Undefined where nothing is; for a folder the names of its files, in order. */
  find: (path: string) => Uint8Array | readonly string[] | undefined;
  variable: (name: string) => string;
}

export type Generator = (ask: Ask) => JsonObject;

/** metadata of a namespaced object. */
export function metaOf(ask: Ask, more: JsonObject = {}): JsonObject {
  return { name: ask.name, namespace: ask.namespace, ...more };
}

/** Go's omitempty for lists. */
export function orNothing<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}
