import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { isRecord, listAt, recordAt, textAt, textsAt, textOf } from '#commands/kubectl/json.ts';
import { formatGo, sortedKeys } from '#commands/kubectl/jsonpath/evaluate.ts';
import { indent, wrap } from './wrap.ts';

export interface Explained {
  apiVersion: string;
  /** Plural. */
  resource: string;
  path: readonly string[];
  isRecursive: boolean;
}

/** The template plaintext.tmpl of kubectl's explain, as functions. */
export function explainText(document: JsonObject, what: Explained): { head: string; text: string } {
  const kind = kindOf(document, what);
  const gvk = `map[group:${textAt(kind, 'group')} kind:${textAt(kind, 'kind')} version:${textAt(kind, 'version')}]`;
  const schemas = recordAt(document, 'components.schemas');
  const name = sortedKeys(schemas).find((one) =>
    listAt(schemas[one], 'x-kubernetes-group-version-kind').some((each) =>
      ['group', 'version', 'kind'].every((field) => textAt(each, field) === textAt(kind, field)),
    ),
  );
  if (name === undefined) throw new CommandError(`GVK ${gvk} not found in OpenAPI schema`);
  const group = textAt(kind, 'group');
  const head = `${group === '' ? '' : `GROUP:      ${group}\n`}KIND:       ${textAt(kind, 'kind')}\nVERSION:    ${textAt(kind, 'version')}\n\n`;
  const text = new Explanation(schemas, what.isRecursive).output(
    recordAt(schemas, '')[name] ?? {},
    what.path,
    new Set(),
  );
  return { head, text };
}

/** The kind that the paths of a resource are about. */
function kindOf(document: JsonObject, { apiVersion, resource }: Explained): JsonObject {
  const prefix = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const paths = recordAt(document, 'paths');
  for (const path of [`${prefix}/${resource}`, `${prefix}/namespaces/{namespace}/${resource}`])
    for (const full of [path, `${path}/{name}`])
      for (const method of ['get', 'post', 'put', 'patch', 'delete']) {
        const operation = recordAt(paths[full], method);
        const kind = operation['x-kubernetes-group-version-kind'];
        if (isRecord(kind)) return kind;
      }
  const [group = '', version = ''] = apiVersion.includes('/')
    ? apiVersion.split('/')
    : ['', apiVersion];
  throw new CommandError(
    `GVR (${group}/${version}, Resource=${resource}) not found in OpenAPI schema`,
  );
}

type History = ReadonlySet<string>;

class Explanation {
  readonly #schemas: JsonObject;
  readonly #isRecursive: boolean;

  constructor(schemas: JsonObject, isRecursive: boolean) {
    this.#schemas = schemas;
    this.#isRecursive = isRecursive;
  }

  #resolve(schema: unknown): JsonObject {
    const reference = referenceOf(schema);
    const found = reference === '' ? undefined : this.#schemas[reference.split('/').at(-1) ?? ''];
    if (isRecord(found)) return found;
    return isRecord(schema) ? schema : {};
  }

  /** Follows the path, then tells of what is there; empty when it leads nowhere. */
  output(schema: unknown, path: readonly string[], history: History): string {
    const reference = referenceOf(schema);
    const seen = new Set([...history, reference]);
    const resolved = this.#resolve(schema);
    const [first, ...rest] = path;
    if (first === undefined) return this.#whole(resolved);
    if (reference !== '' && history.has(reference)) return '';
    const properties = recordAt(resolved, 'properties');
    if (Object.hasOwn(properties, first)) {
      const field = properties[first];
      const title =
        rest.length === 0 ? `FIELD: ${first} <${this.#type(field)}>\n${longEnum(field)}\n\n` : '';
      return title + this.output(field, rest, new Set());
    }
    for (const key of ['items', 'additionalProperties'])
      if (isRecord(resolved[key])) return this.output(resolved[key], path, seen);
    for (const part of listAt(resolved, 'allOf')) {
      const text = this.output(part, path, seen);
      if (text !== '') return text;
    }
    return '';
  }

  #whole(schema: JsonObject): string {
    const fields = this.#fields(schema, 1, new Set());
    const documents = externalDocs(schema);
    return [
      `DESCRIPTION:\n${indent(wrap(this.#description(schema) || '<empty>', 76), 4)}\n`,
      documents === '' ? '' : `\n${documents}`,
      fields === '' ? '' : `FIELDS:\n${fields}`,
    ].join('');
  }

  #description(schema: unknown): string {
    const resolved = this.#resolve(schema);
    const own = textAt(resolved, 'description');
    const inside = ['items', 'additionalProperties'].flatMap((key) =>
      isRecord(resolved[key]) ? [this.#description(resolved[key])] : [],
    );
    return [
      own === '' ? '' : `${own}\n`,
      ...listAt(resolved, 'allOf').map((part) => this.#description(part)),
      ...inside,
    ].join('');
  }

  #fields(schema: unknown, level: number, history: History): string {
    const reference = referenceOf(schema);
    if (reference !== '' && history.has(reference)) return '';
    const seen = new Set([...history, reference]);
    const resolved = this.#resolve(schema);
    const properties = recordAt(resolved, 'properties');
    const own = sortedKeys(properties).map(
      (name) =>
        this.#field(resolved, name, level) +
        (this.#isRecursive ? this.#fields(properties[name], level + 1, seen) : ''),
    );
    const others = [
      ...listAt(resolved, 'allOf'),
      resolved['items'],
      resolved['additionalProperties'],
    ];
    return [...own, ...others.filter(isRecord).map((one) => this.#fields(one, level, seen))].join(
      '',
    );
  }

  #field(schema: JsonObject, name: string, level: number): string {
    const field = recordAt(schema, 'properties')[name];
    const amount = level * 2;
    const required = textsAt(schema, 'required').includes(name) ? ' -required-' : '';
    const head = `${indent(name, amount)}\t<${this.#type(field)}>${required}${shortEnum(field, amount)}\n`;
    if (this.#isRecursive) return head;
    const text = textAt(field, 'description') || '<no description>';
    return `${head}${indent(wrap(text, 78 - amount), amount + 2)}\n\n`;
  }

  #type(schema: unknown): string {
    const { items, additionalProperties, type } = isRecord(schema) ? schema : {};
    if (isRecord(items)) return `[]${this.#type(items)}`;
    if (isRecord(additionalProperties)) return `map[string]${this.#type(additionalProperties)}`;
    const all = listAt(schema, 'allOf');
    if (all.length === 1 && Object.keys(recordAt(schema, 'properties')).length === 0)
      return this.#type(all[0]);
    const reference = referenceOf(schema);
    if (reference === '') return type === undefined || type === 'object' ? 'Object' : textOf(type);
    const target = textAt(this.#resolve(schema), 'type');
    const isNamed = target === '' || target === 'object' || this.#resolve(schema) === schema;
    return isNamed ? (reference.split(/[/.]/).at(-1) ?? 'Object') : target;
  }
}

function referenceOf(schema: unknown): string {
  const reference = isRecord(schema) ? schema['$ref'] : undefined;
  return typeof reference === 'string' ? reference : '';
}

function externalDocs(schema: JsonObject): string {
  const documents = schema['externalDocs'];
  if (!isRecord(documents)) return '';
  const [text, url] = [textAt(documents, 'description'), textAt(documents, 'url')];
  return `EXTERNAL DOCS:\n${text === '' ? '' : `${indent(wrap(text, 76), 4)}\n`}${url === '' ? '' : `${indent(`URL: ${url}`, 4)}\n`}`;
}

function enumOf(schema: unknown): string[] {
  const values = isRecord(schema) ? schema['enum'] : undefined;
  return Array.isArray(values) ? values.map((one) => (one === '' ? '""' : formatGo(one))) : [];
}

function longEnum(schema: unknown): string {
  const values = enumOf(schema);
  return values.length === 0 ? '' : `ENUM:${values.map((one) => `\n    ${one}`).join('')}`;
}

function shortEnum(schema: unknown, amount: number): string {
  const values = enumOf(schema);
  if (values.length === 0) return '';
  const shown = values.slice(0, 4).join(', ');
  return `\n${' '.repeat(amount)}enum: ${shown}${values.length > 4 ? ', ....' : ''}`;
}
