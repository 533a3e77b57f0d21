import type {
  Field,
  GroupVersionKind,
  ListType,
  PatchStrategy,
  Schema,
  SchemaType,
} from './schema.ts';
import { structure } from './structure-text.ts';

/**
 * Reads `structure-text.ts`, a definition only when it is asked for. One definition a line, `=` lines begin a package
 * (OpenAPI prefix, group version):
 *
 *     ^Deployment spec=DeploymentSpec …   ^ a kind: has apiVersion, kind, metadata; * one owner
 *     DeploymentSpec replicas?i selector!21/LabelSelector conditions:[Condition=type
 *
 * After a field's name: `!` required, `?` a pointer to a scalar, `=` always written, `:` any other. Then `[` list
 * of, `{` map of, a letter or a definition (`package number/Name` of another package). Then `*` atomic; of lists `=key` a
 * map that a patch merges, `#key` a map, `~key` merged only, `$` a set, `$$` a set that a patch merges; `+` retainKeys, `-` replaced by a patch.
 */
class Definition implements Schema {
  readonly type = 'object';
  readonly name: string;
  readonly atomic: boolean;
  readonly patch?: PatchStrategy;
  readonly #words: readonly string[];
  readonly #of: Package;
  #fields: ReadonlyMap<string, Field> | undefined;

  constructor(line: string, of: Package, patch?: PatchStrategy) {
    const [head = '', ...words] = line.split(' ');
    this.name = of.prefix + head.replace(/^[*^]/, '');
    this.atomic = head.startsWith('*');
    if (patch !== undefined) this.patch = patch;
    this.#words = head.startsWith('^') ? kindWords(words) : words;
    this.#of = of;
  }

  get fields(): ReadonlyMap<string, Field> {
    this.#fields ??= new Map(this.#words.map((word) => readField(word, this.#of)));
    return this.#fields;
  }
}

interface Package {
  readonly prefix: string;
  readonly number: number;
}

/** Where meta/v1 is among the packages. */
let meta = 0;

function kindWords(words: readonly string[]): string[] {
  return [...words, 'apiVersion:s', 'kind:s', `metadata=${meta}/ObjectMeta`].sort();
}

const letters: Record<string, SchemaType> = {
  s: 'string',
  i: 'int32',
  l: 'int64',
  d: 'double',
  b: 'boolean',
  y: 'bytes',
  t: 'time',
  u: 'micro-time',
  q: 'quantity',
  o: 'int-or-string',
  x: 'any',
};

const scalars = new Map(Object.entries(letters).map(([letter, type]) => [letter, { type }]));

function readField(word: string, of: Package): [string, Field] {
  const [, name = '', mark = '', containers = '', type = '', atomic = '', list = ''] =
    /^([\w$-]+)([!?=:])([[{]*)([\w/]+)(\*?)(.*)$/.exec(word) ?? [];
  let schema: Schema = scalars.get(type) ?? resolve(type, of, ofStructs[list]);
  for (const container of containers.split('').toReversed()) {
    schema =
      container === '['
        ? readList(schema, list)
        : { type: 'map', items: schema, atomic: atomic !== '' };
  }
  const required = mark === '!';
  return [name, { schema, required, written: required || mark === '=', omitEmpty: mark === ':' }];
}

/** How a patch meets a struct. */
const ofStructs: Readonly<Record<string, PatchStrategy>> = {
  '+': { merge: false, retainKeys: true },
  '-': { merge: false, replace: true },
};

function readList(items: Schema, mark: string): Schema {
  const [, sign = '', words = '', retained = ''] = /^([=#~]|\$\$?)?([^+]*)(\+?)$/.exec(mark) ?? [];
  const keys = words.split(',');
  const list: ListType =
    sign === '=' || sign === '#'
      ? { kind: 'map', keys }
      : { kind: sign.startsWith('$') ? 'set' : 'atomic' };
  if (sign === '' || sign === '#' || sign === '$') return { type: 'list', items, list };
  const patch: PatchStrategy = {
    merge: true,
    key: sign === '$$' ? undefined : keys[0],
    retainKeys: retained !== '',
  };
  return { type: 'list', items, list, patch };
}

const packages: Package[] = [];
/** `number/Name` → its line. */
const lines = new Map<string, string>();
/** `group/version` (as in apiVersion) → its package. */
const groupVersions = new Map<string, Package>();
const definitions = new Map<string, Schema>();

function index(): void {
  let current: Package = { prefix: '', number: -1 };
  for (const line of structure.trim().split('\n')) {
    if (line.startsWith('=')) {
      const [prefix = '', groupVersion = ''] = line.slice(1).split(' ');
      current = { prefix: `${prefix}.`, number: packages.length };
      packages.push(current);
      if (groupVersion !== '') groupVersions.set(groupVersion, current);
      if (prefix.endsWith('.meta.v1')) meta = current.number;
    } else {
      const name = /^[*^]?(\w+)/.exec(line)?.[1] ?? '';
      lines.set(`${current.number}/${name}`, line);
    }
  }
}

function resolve(reference: string, of: Package, patch?: PatchStrategy): Schema {
  const key = reference.includes('/') ? reference : `${of.number}/${reference}`;
  const known = definitions.get(key);
  if (known !== undefined && patch === undefined) return known;
  const home = packages[Number.parseInt(key, 10)] ?? of;
  const definition = new Definition(lines.get(key) ?? key, home, patch);
  if (patch === undefined) definitions.set(key, definition);
  return definition;
}

/** The schema of a built-in kind. */
export function schemaOf({ group, version, kind }: GroupVersionKind): Schema | undefined {
  if (packages.length === 0) index();
  const home = groupVersions.get(group === '' ? version : `${group}/${version}`);
  if (home === undefined || lines.get(`${home.number}/${kind}`)?.startsWith('^') !== true) {
    return undefined;
  }
  return resolve(kind, home);
}

/** metav1.ObjectMeta, which custom kinds have too. */
export function objectMetaSchema(): Schema {
  if (packages.length === 0) index();
  return resolve(`${meta}/ObjectMeta`, { prefix: '', number: meta });
}

/** Built-in kinds and definitions of `group/version`, for the OpenAPI documents. */
export function definitionsOf(groupVersion: string): readonly { kind: boolean; schema: Schema }[] {
  if (packages.length === 0) index();
  const home = groupVersions.get(groupVersion);
  if (home === undefined) return [];
  return [...lines]
    .filter(([key]) => key.startsWith(`${home.number}/`))
    .map(([key, line]) => ({ kind: line.startsWith('^'), schema: resolve(key, home) }));
}
