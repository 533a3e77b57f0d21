import type { Fields } from '#cluster/api/json.ts';
import { type Descriptions, loadDescriptions, loadScalarDescriptions } from './descriptions.ts';
import type { Field, Schema, SchemaType } from './schema.ts';

/** Which of the two documents a component is for. */
export type OpenApiVersion = 'v2' | 'v3';

const apimachinery = 'io.k8s.apimachinery.pkg';
const meta = `${apimachinery}.apis.meta.v1`;

export const apiVersionDescription =
  'APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources';
export const kindDescription =
  'Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds';

/** Scalars that have a definition of their own. */
const named: Partial<Record<SchemaType, string>> = {
  time: `${meta}.Time`,
  'micro-time': `${meta}.MicroTime`,
  quantity: `${apimachinery}.api.resource.Quantity`,
  'int-or-string': `${apimachinery}.util.intstr.IntOrString`,
};

const scalarBodies: Record<OpenApiVersion, Record<string, Fields>> = {
  v3: {
    Time: { type: 'string', format: 'date-time' },
    MicroTime: { type: 'string', format: 'date-time' },
    Quantity: { oneOf: [{ type: 'string' }, { type: 'number' }] },
    IntOrString: { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
    RawExtension: { type: 'object' },
    FieldsV1: { type: 'object' },
  },
  v2: {
    Time: { type: 'string', format: 'date-time' },
    MicroTime: { type: 'string', format: 'date-time' },
    Quantity: { type: 'string' },
    IntOrString: { type: 'string', format: 'int-or-string' },
    RawExtension: { type: 'object' },
    FieldsV1: { type: 'object' },
  },
};

const inline: Partial<Record<SchemaType, Fields>> = {
  string: { type: 'string' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  double: { type: 'number', format: 'double' },
  boolean: { type: 'boolean' },
  bytes: { type: 'string', format: 'byte' },
  any: {},
};

/** Go's zero values, shown as defaults of required fields. */
const zeros: Partial<Record<SchemaType, unknown>> = {
  string: '',
  int32: 0,
  int64: 0,
  double: 0,
  boolean: false,
};

/** The components of one document: what was asked for, and all that it refers to. */
export class Components {
  readonly #version: OpenApiVersion;
  readonly #done = new Map<string, Fields>();
  readonly #waiting: Schema[] = [];
  readonly #descriptions = new Map<string, Descriptions>();
  #scalars: Readonly<Record<string, string>> = {};

  constructor(version: OpenApiVersion) {
    this.#version = version;
  }

  /** Adds a definition; `extra` goes in its body. */
  async add(schema: Schema, extra: Fields = {}): Promise<void> {
    if (schema.name === undefined) return;
    this.#scalars = await loadScalarDescriptions();
    await this.#write(schema, extra);
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) {
      await this.#write(next, {});
    }
  }

  /** A body that is made elsewhere (lists, custom kinds). */
  set(name: string, body: Fields): void {
    this.#done.set(name, body);
  }

  sorted(): Fields {
    return Object.fromEntries([...this.#done].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** A reference to a definition that `add` or `set` gave. */
  reference(name: string): Fields {
    const prefix = this.#version === 'v3' ? '#/components/schemas/' : '#/definitions/';
    return { $ref: prefix + name };
  }

  async #write(schema: Schema, extra: Fields): Promise<void> {
    const name = schema.name ?? '';
    if (this.#done.has(name) && Object.keys(extra).length === 0) return;
    const texts = (await this.#load(name))[name.slice(name.lastIndexOf('.') + 1)] ?? {};
    const fields = [...(schema.fields ?? [])];
    const required = fields.filter(([, field]) => field.required).map(([field]) => field);
    const properties = fields.map(([field, of]) => [field, this.#property(field, of, texts)]);
    this.#done.set(name, {
      ...(texts[''] === undefined || texts[''] === '' ? {} : { description: texts[''] }),
      ...(required.length > 0 ? { required } : {}),
      type: 'object',
      ...(properties.length > 0 ? { properties: Object.fromEntries(properties) } : {}),
      ...(schema.atomic === true ? { 'x-kubernetes-map-type': 'atomic' } : {}),
      ...extra,
    });
  }

  async #load(name: string): Promise<Descriptions> {
    const of = name.split('.').slice(-3, -1).join('.');
    const known = this.#descriptions.get(of) ?? (await loadDescriptions(of));
    this.#descriptions.set(of, known);
    return known;
  }

  #property(
    name: string,
    field: Field,
    texts: Readonly<Record<string, string | undefined>>,
  ): Fields {
    const { schema, required, omitEmpty } = field;
    const standard = { apiVersion: apiVersionDescription, kind: kindDescription };
    const text =
      texts[name] ?? (name === 'apiVersion' || name === 'kind' ? standard[name] : undefined);
    const values = texts[`${name}#`]?.split('|');
    const isStruct =
      schema.type === 'object' &&
      !omitEmpty &&
      !(required && schema.name?.endsWith('.LabelSelector'));
    const fallback = isStruct ? {} : required ? zeros[schema.type] : undefined;
    return {
      ...(text === undefined ? {} : { description: text }),
      ...this.#body(schema, { values, named: texts[`${name}@`], top: true }),
      ...(fallback === undefined ? {} : { default: fallback }),
      ...patchKeys(schema),
    };
  }

  #body(
    schema: Schema,
    about: { values?: readonly string[] | undefined; named?: string | undefined; top?: boolean },
  ): Fields {
    const inner = { values: about.values, named: about.named };
    if (schema.type === 'list' && schema.items !== undefined) {
      return { type: 'array', items: this.#item(schema.items, inner) };
    }
    if (schema.type === 'map' && schema.items !== undefined) {
      return { type: 'object', additionalProperties: this.#item(schema.items, inner) };
    }
    const name = this.#nameOf(schema, about.named);
    if (name !== undefined) {
      const reference = this.reference(name);
      return this.#version === 'v3' && about.top === true ? { allOf: [reference] } : reference;
    }
    return {
      ...inline[schema.type],
      ...(about.values === undefined ? {} : { enum: about.values }),
    };
  }

  /** What is in a list or map, with the zero value of its type. */
  #item(
    schema: Schema,
    about: { values?: readonly string[] | undefined; named?: string | undefined },
  ): Fields {
    const fallback = schema.type === 'object' ? {} : zeros[schema.type];
    const wrapped = this.#version === 'v3' && schema.type === 'object';
    return {
      ...this.#body(schema, { ...about, top: wrapped }),
      ...(fallback === undefined || (this.#version === 'v2' && schema.type === 'object')
        ? {}
        : { default: fallback }),
    };
  }

  #nameOf(schema: Schema, anyName: string | undefined): string | undefined {
    if (schema.type === 'object') {
      if (schema.name !== undefined && !this.#done.has(schema.name)) this.#waiting.push(schema);
      return schema.name;
    }
    const name = schema.type === 'any' ? anyName : named[schema.type];
    if (name === undefined || this.#done.has(name)) return name;
    const text = this.#scalars[name] ?? '';
    const body = scalarBodies[this.#version][name.slice(name.lastIndexOf('.') + 1)] ?? {};
    this.#done.set(name, { ...(text === '' ? {} : { description: text }), ...body });
    return name;
  }
}

/** The extensions that tell clients how to patch and apply. */
function patchKeys({ type, list, patch, atomic }: Schema): Fields {
  const strategy = [
    patch?.merge === true ? 'merge' : '',
    patch?.replace === true ? 'replace' : '',
    patch?.retainKeys === true ? 'retainKeys' : '',
  ];
  const strategies = strategy.filter((word) => word !== '').join(',');
  return {
    ...(list?.kind === 'map' ? { 'x-kubernetes-list-map-keys': list.keys } : {}),
    ...(list === undefined ? {} : { 'x-kubernetes-list-type': list.kind }),
    ...(type === 'map' && atomic === true ? { 'x-kubernetes-map-type': 'atomic' } : {}),
    ...(patch?.key === undefined ? {} : { 'x-kubernetes-patch-merge-key': patch.key }),
    ...(strategies === '' ? {} : { 'x-kubernetes-patch-strategy': strategies }),
  };
}
