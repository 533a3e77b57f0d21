import type { KubeObject } from './object.ts';
import type { FieldError } from './schema/field-error.ts';
import type { Call } from './verbs/core.ts';

/** What the schemas say of an object: the one place where they meet the verbs. */
export interface Rules {
  /** Fields left out get their default. */
  defaults: (object: KubeObject) => KubeObject;
  /** What is wrong with an object, as a whole and against what was there. */
  validate: (object: KubeObject, old?: KubeObject) => readonly FieldError[];
  /** `object` with the managedFields that this write leaves; `before` is what was stored. */
  track: (object: KubeObject, before: KubeObject | undefined, call: Call) => KubeObject;
}
