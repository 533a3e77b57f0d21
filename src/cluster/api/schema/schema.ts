/**
 * What a value may be, in one form for the built-in kinds (decoded from `structure.ts`) and for custom ones
 * (converted from a CRD's OpenAPI v3 schema by `custom.ts`). It carries what decoding, patches, field ownership and
 * the OpenAPI documents need; what a value must be beyond its shape is `validate`'s.
 */
export interface Schema {
  readonly type: SchemaType;
  /** Of an object: its OpenAPI name (`io.k8s.api.core.v1.Container`), none for custom ones. Go's own name is its end. */
  readonly name?: string | undefined;
  /** Of an object: its fields, in the order of OpenAPI (alphabetical). */
  readonly fields?: ReadonlyMap<string, Field> | undefined;
  /** Of a list or map: what is in it. */
  readonly items?: Schema | undefined;
  /** Of a list: how two owners or a patch meet in it (x-kubernetes-list-type). `atomic` when not told. */
  readonly list?: ListType | undefined;
  /** Of an object or map: it has one owner, whole (x-kubernetes-map-type: atomic). */
  readonly atomic?: boolean | undefined;
  /** Of a list or object: how a strategic merge patch meets it. */
  readonly patch?: PatchStrategy | undefined;
  /** Of a custom object: fields that it does not name are kept (x-kubernetes-preserve-unknown-fields). */
  readonly open?: boolean | undefined;
  /** Of a custom schema: the OpenAPI it was made from (defaults, bounds, enums, CEL rules live there). */
  readonly source?: CustomSource | undefined;
}

export type SchemaType =
  | 'object'
  | 'map'
  | 'list'
  | 'string'
  | 'int32'
  | 'int64'
  | 'double'
  | 'boolean'
  | 'quantity'
  | 'int-or-string'
  | 'time'
  | 'micro-time'
  | 'bytes'
  /** RawExtension, JSON, FieldsV1: anything. */
  | 'any';

export interface Field {
  readonly schema: Schema;
  readonly required: boolean;
  /** Go writes its zero value when it is not given. */
  readonly written: boolean;
  /** Go's zero value is not written (`omitempty` on what is no pointer). */
  readonly omitEmpty: boolean;
}

export type ListType =
  | { readonly kind: 'atomic' }
  | { readonly kind: 'set' }
  | { readonly kind: 'map'; readonly keys: readonly string[] };

export interface PatchStrategy {
  /** Lists whose elements are merged, by this key; no key for lists of scalars. */
  readonly merge: boolean;
  readonly key?: string | undefined;
  readonly retainKeys?: boolean | undefined;
  /** A struct that a patch replaces. */
  readonly replace?: boolean | undefined;
}

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

type CustomSource = Readonly<Record<string, unknown>>;

export function gvkOf(object: { apiVersion?: unknown; kind?: unknown }): GroupVersionKind {
  const apiVersion = typeof object.apiVersion === 'string' ? object.apiVersion : '';
  const slash = apiVersion.indexOf('/');
  return {
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind: typeof object.kind === 'string' ? object.kind : '',
  };
}
