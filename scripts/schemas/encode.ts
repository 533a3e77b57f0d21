import { atomics, corrections, lists, otherKinds, pointers, written } from './go-facts.ts';
import type { Definition, Property, Type } from './read.ts';

/** `io.k8s.api.core.v1` → `core.v1`: how the tables call a package. */
export function short(name: string): string {
  return name.split('.').slice(-2).join('.');
}

/** What is served on a plain 1.35, and what its kinds are made of, package by package. */
export function served(all: ReadonlyMap<string, Definition>): Map<string, Definition[]> {
  const chosen = new Set<Definition>();
  const add = (definition: Definition | undefined): void => {
    if (definition === undefined || chosen.has(definition)) return;
    chosen.add(definition);
    for (const field of fieldsOf(definition)) visit(field.type);
  };
  const visit = (type: Type): void => {
    if (type.of === 'ref') add(all.get(type.alias));
    if (type.of === 'list' || type.of === 'map') visit(type.items);
    if (type.of === 'object') for (const field of type.fields) visit(field.type);
  };
  for (const definition of all.values()) {
    const { kind, apiVersion = '' } = definition;
    const root =
      kind === undefined ? definition.name === 'DeleteOptions' : isServed(kind, apiVersion);
    if (root) add(definition);
  }
  const packages = new Map<string, Definition[]>();
  for (const definition of chosen) {
    if (definition.scalar !== undefined) continue;
    const of = packages.get(definition.package) ?? [];
    of.push(definition);
    packages.set(definition.package, of);
  }
  for (const of of packages.values()) of.sort((a, b) => (a.name < b.name ? -1 : 1));
  return new Map([...packages].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isServed(kind: string, apiVersion: string): boolean {
  return !/alpha|beta/.test(apiVersion) && !kind.endsWith('List') && !otherKinds.has(kind);
}

export function fieldsOf(definition: Definition): Property[] {
  const own = `${short(definition.package)}.${definition.name}`;
  return definition.fields
    .filter((field) => corrections[`${own}.${field.name}`] !== '-')
    .filter(
      (field) => definition.kind === undefined || !['apiVersion', 'kind'].includes(field.name),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Letters of the scalars in the structure's text; capitals are names. */
const letters: Record<string, string> = {
  string: 's',
  int32: 'i',
  int64: 'l',
  double: 'd',
  boolean: 'b',
  byte: 'y',
  any: 'x',
  Time: 't',
  MicroTime: 'u',
  Quantity: 'q',
  IntOrString: 'o',
  RawExtension: 'x',
  FieldsV1: 'x',
  JSON: 'x',
  JSONSchemaPropsOrBool: 'x',
  JSONSchemaPropsOrArray: 'x',
  JSONSchemaPropsOrStringArray: 'x',
};

export class Encoder {
  readonly #all: ReadonlyMap<string, Definition>;
  readonly #numbers: ReadonlyMap<string, number>;

  constructor(all: ReadonlyMap<string, Definition>, packages: Iterable<string>) {
    this.#all = all;
    this.#numbers = new Map([...packages].map((name, index) => [name, index]));
  }

  definition(definition: Definition): string {
    const own = `${short(definition.package)}.${definition.name}`;
    const isKind = definition.kind !== undefined;
    const mark = isKind ? '^' : atomics.has(own) ? '*' : '';
    const fields = fieldsOf(definition)
      .filter((field) => !(isKind && field.name === 'metadata' && this.#isMeta(field.type)))
      .map((field) => this.#field(field, own, definition));
    return [mark + definition.name, ...fields].join(' ');
  }

  #isMeta(type: Type): boolean {
    return type.of === 'ref' && type.alias.endsWith('ObjectMeta');
  }

  #field(field: Property, own: string, of: Definition): string {
    const { name, required } = field;
    const path = `${own}.${name}`;
    const format = corrections[path];
    const type: Type = format === undefined ? field.type : { of: 'integer', format };
    const kept =
      written[own]?.split(' ').includes(name) === true ||
      (of.kind !== undefined && /^(spec|status)$/.test(name) && type.of === 'ref');
    const pointer = [name, '*'].some((word) => pointers[own]?.split(' ').includes(word));
    const mark = required ? '!' : kept ? '=' : pointer && isScalar(type) ? '?' : ':';
    const atomic = atomics.has(path) ? '*' : '';
    return `${name}${mark}${this.#type(type, of)}${atomic}${listMark(own, name)}`;
  }

  #type(type: Type, of: Definition): string {
    if ('items' in type) return (type.of === 'list' ? '[' : '{') + this.#type(type.items, of);
    // The one inline object: a claim of a StatefulSet.
    if (type.of === 'object') return this.#name('IIoK8sApiCoreV1PersistentVolumeClaim', of);
    if (type.of === 'ref') return this.#name(type.alias, of);
    return letters[type.format ?? type.of] ?? 'x';
  }

  #name(alias: string, of: Definition): string {
    const definition = this.#all.get(alias);
    if (definition === undefined) return 'x';
    if (definition.scalar !== undefined) return letters[definition.scalar] ?? 'x';
    return definition.package === of.package
      ? definition.name
      : `${this.#numbers.get(definition.package)}/${definition.name}`;
  }
}

function isScalar(type: Type): boolean {
  return (
    type.of === 'string' || type.of === 'boolean' || type.of === 'integer' || type.of === 'number'
  );
}

function listMark(own: string, name: string): string {
  if (own === 'apps.v1.DeploymentSpec' && name === 'strategy') return '+';
  if (own === 'policy.v1.PodDisruptionBudgetSpec' && name === 'selector') return '-';
  const words = lists[own]?.split(' ') ?? [];
  return words.find((word) => /^[\w-]+/.exec(word)?.[0] === name)?.slice(name.length) ?? '';
}
