import type { Fields } from './json.ts';
import type { Resource } from './kinds/resource.ts';
import type { KubeObject } from './object.ts';
import type { FieldError } from './schema/field-error.ts';
import type { Call } from './verbs/core.ts';

/** What the schemas say of objects: the one place where they meet the verbs. */
export interface Rules {
  /** Fields left out get their default. */
  defaults: (object: KubeObject) => KubeObject;
  /** What is wrong with an object, as a whole and against what was there. */
  validate: Validate;
  /** `object` with the managedFields that this write leaves; `before` is what was stored. */
  track: (object: KubeObject, before: KubeObject | undefined, call: Call) => KubeObject;
  /** From now on, `validate` does so. Until then nobody has written anything but the cluster's own parts, which write no faults. */
  enforce: (rules: RequestRules) => void;
  /** Those that are enforced: what webhooks patch is read as what clients send. */
  ofRequests: () => RequestRules;
}

type Validate = (object: KubeObject, old?: KubeObject) => readonly FieldError[];

/** What they say of what clients send. */
export interface RequestRules {
  validate: Validate;
  /** An object as a client sent it: unknown fields and wrong types are told or refused, in `version`. */
  decode: (resource: Resource, incoming: Incoming) => KubeObject;
  /** A patch in one of the forms that need a schema or a syntax of their own. */
  patch: (resource: Resource, patching: Patching) => Fields;
  /** Server-side apply; `stored` is undefined where the object is to be created. */
  apply: (resource: Resource, applying: Applying) => KubeObject;
}

export interface Incoming {
  readonly version: string;
  readonly fields: Fields;
  /** The JSON it came from, where duplicate fields can still be seen. */
  readonly text?: string | undefined;
  readonly fieldValidation: FieldValidation;
  readonly warn: (text: string) => void;
}

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

export interface Patching {
  readonly version: string;
  readonly type: 'strategic' | 'merge' | 'json';
  readonly object: KubeObject;
  readonly patch: unknown;
}

interface Applying {
  readonly version: string;
  readonly stored: KubeObject | undefined;
  readonly applied: KubeObject;
  readonly manager: string;
  readonly force: boolean;
  readonly subresource?: string | undefined;
  /** RFC 3339, for managedFields. */
  readonly time: string;
}
