import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** A definition as the package's .d.ts tells it. */
export interface Definition {
  /** `io.k8s.api.core.v1`. */
  package: string;
  name: string;
  description: string;
  /** Of a kind: `apps/v1`. */
  apiVersion?: string;
  kind?: string;
  fields: Property[];
  /** A type without fields: Time, Quantity, RawExtension. */
  scalar?: string;
}

export interface Property {
  name: string;
  required: boolean;
  description: string;
  type: Type;
}

export type Type =
  | { of: 'string' | 'boolean' | 'integer' | 'number' | 'any'; format?: string; enum?: string[] }
  | { of: 'list' | 'map'; items: Type }
  | { of: 'object'; fields: Property[] }
  | { of: 'ref'; alias: string };

const modules = join(import.meta.dirname, '../../node_modules');

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (file) =>
        file.endsWith('.d.ts') && !file.startsWith('_schemas') && !file.endsWith('index.d.ts'),
    )
    .sort()
    .map((file) => join(folder, file));
}

/** The Go package, in OpenAPI's spelling, of a folder of kubernetes-models. */
function packageOf(folder: string): string {
  const known: Record<string, string> = {
    v1: 'io.k8s.api.core.v1',
    'apis/meta/v1': 'io.k8s.apimachinery.pkg.apis.meta.v1',
    'api/resource': 'io.k8s.apimachinery.pkg.api.resource',
    'util/intstr': 'io.k8s.apimachinery.pkg.util.intstr',
    runtime: 'io.k8s.apimachinery.pkg.runtime',
    version: 'io.k8s.apimachinery.pkg.version',
    'apiextensions.k8s.io/v1': 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1',
    'apiregistration.k8s.io/v1': 'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1',
  };
  const [group = '', version = ''] = folder.split('/');
  return known[folder] ?? `io.k8s.api.${group.split('.')[0]}.${version}`;
}

/** The text of a doc comment, without its stars. */
function docOf(node: ts.Node, text: string): string {
  const ranges = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
  const last = ranges.at(-1);
  if (last === undefined) return '';
  return text
    .slice(last.pos + 3, last.end - 2)
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .trim()
    .replaceAll('*\\/', '*/');
}

/** Formats are only in the package's validators (`data.port` is checked by `validate2`, which uses `formats.int32`). */
class Formats {
  readonly #bodies = new Map<string, string>();
  readonly #names = new Map<string, string>();
  readonly #root: string;

  constructor(file: string) {
    const code = existsSync(file) ? readFileSync(file, 'utf8') : '';
    for (const [, name = '', format = ''] of code.matchAll(
      /(formats\d+)=formats(?:\.|\[")([\w-]+)/g,
    )) {
      this.#names.set(name, format);
    }
    for (const part of code.split(/(?=function validate\d+\()/)) {
      const name = /^function (validate\d+)\(/.exec(part)?.[1];
      if (name !== undefined) this.#bodies.set(name, part);
    }
    this.#root = /export const validate=(validate\d+)/.exec(code)?.[1] ?? '';
  }

  /** `int32`, `int64`, `double`, `byte`, or `integer` without a format. */
  of(property: string): string | undefined {
    const key = /^[\w$]+$/.test(property)
      ? `data\\.${property.replaceAll('$', '\\$')}`
      : `data\\["${property}"\\]`;
    const call = new RegExp(`(validate\\d+)\\(${key},`).exec(this.#bodies.get(this.#root) ?? '');
    return call?.[1] === undefined ? undefined : this.#in(call[1]);
  }

  #in(validator: string): string | undefined {
    const body = this.#bodies.get(validator) ?? '';
    const used = /(formats\d+)\.validate/.exec(body)?.[1];
    if (used !== undefined) return this.#names.get(used);
    if (body.includes('type:"integer"')) return 'integer';
    const nested =
      /(validate\d+)\(data\w*\[/.exec(body)?.[1] ?? /(validate\d+)\(data\[/.exec(body)?.[1];
    return nested === undefined || nested === validator ? undefined : this.#in(nested);
  }
}

interface Source {
  text: string;
  alias: (name: string) => string;
  formats: Formats;
}

function readType(node: ts.TypeNode, property: string, source: Source): Type {
  if (ts.isUnionTypeNode(node)) return readUnion(node, property, source);
  if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) {
    return { of: 'string', enum: [node.literal.text] };
  }
  if (ts.isTypeLiteralNode(node)) {
    const index = node.members.find(ts.isIndexSignatureDeclaration);
    if (index !== undefined) return { of: 'map', items: readType(index.type, property, source) };
    return { of: 'object', fields: readMembers(node.members, source) };
  }
  if (ts.isArrayTypeNode(node))
    return { of: 'list', items: readType(node.elementType, property, source) };
  if (ts.isTypeReferenceNode(node)) {
    const name = node.typeName.getText();
    const [argument] = node.typeArguments ?? [];
    if (name === 'Array' && argument !== undefined) {
      return { of: 'list', items: readType(argument, property, source) };
    }
    return { of: 'ref', alias: source.alias(name) };
  }
  return readScalar(node, source.formats.of(property));
}

function readScalar(node: ts.TypeNode, format: string | undefined): Type {
  if (node.kind === ts.SyntaxKind.StringKeyword) {
    return format === 'byte' ? { of: 'string', format } : { of: 'string' };
  }
  if (node.kind === ts.SyntaxKind.BooleanKeyword) return { of: 'boolean' };
  if (node.kind !== ts.SyntaxKind.NumberKeyword) return { of: 'any' };
  if (format === 'double') return { of: 'number', format };
  return { of: 'integer', format: format === 'int64' ? 'int64' : 'int32' };
}

function readUnion(node: ts.UnionTypeNode, property: string, source: Source): Type {
  const types = node.types
    .filter(
      (type) => !(ts.isLiteralTypeNode(type) && type.literal.kind === ts.SyntaxKind.NullKeyword),
    )
    .map((type) => readType(type, property, source));
  const [first] = types;
  const texts = types.flatMap((type) => ('enum' in type ? (type.enum ?? []) : []));
  if (texts.length === types.length) return { of: 'string', enum: texts };
  return types.length === 1 && first !== undefined ? first : { of: 'any' };
}

function readMembers(members: ts.NodeArray<ts.TypeElement>, source: Source): Property[] {
  return members.filter(ts.isPropertySignature).map((member) => {
    const name = ts.isStringLiteral(member.name) ? member.name.text : member.name.getText();
    return {
      name,
      required: member.questionToken === undefined,
      description: docOf(member, source.text),
      type: member.type === undefined ? { of: 'any' } : readType(member.type, name, source),
    };
  });
}

const scalars = new Set([
  'Time',
  'MicroTime',
  'Quantity',
  'IntOrString',
  'RawExtension',
  'FieldsV1',
  'JSON',
  'JSONSchemaPropsOrBool',
  'JSONSchemaPropsOrArray',
  'JSONSchemaPropsOrStringArray',
]);

function readFile(file: string, root: string): [alias: string, definition: Definition] | undefined {
  const text = readFileSync(file, 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const name = /([\w]+)\.d\.ts$/.exec(file)?.[1] ?? '';
  const alias = new RegExp(`\\bI${name} as (I\\w+)`).exec(text)?.[1];
  if (alias === undefined) return undefined;
  const folder = relative(root, join(file, '..'));
  const declared = source.statements.find(
    (statement): statement is ts.InterfaceDeclaration | ts.TypeAliasDeclaration =>
      (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) &&
      statement.name.text === `I${name}`,
  );
  if (declared === undefined) return undefined;
  const definition: Definition = {
    package: packageOf(folder),
    name,
    description: docOf(declared, text),
    fields: [],
  };
  if (scalars.has(name) || ts.isTypeAliasDeclaration(declared))
    return [alias, { ...definition, scalar: name }];
  const local: Source = {
    text,
    alias: (reference) => (reference === `I${name}` ? alias : reference),
    formats: new Formats(join(root, '_schemas', `${alias.slice(1)}.js`)),
  };
  const fields = readMembers(declared.members, local);
  const constant = (property: string) => {
    const type = fields.find((field) => field.name === property)?.type;
    return type !== undefined && 'enum' in type ? type.enum?.[0] : undefined;
  };
  const isKind = declared.heritageClauses !== undefined;
  const [apiVersion, kind] = [constant('apiVersion'), constant('kind')];
  return [
    alias,
    {
      ...definition,
      ...(isKind && apiVersion !== undefined && kind !== undefined ? { apiVersion, kind } : {}),
      fields,
    },
  ];
}

/** Every definition of packages such as `kubernetes-models`, by the name that the others call it. */
export function readDefinitions(packages: readonly string[]): Map<string, Definition> {
  const all = new Map<string, Definition>();
  for (const name of packages) {
    const root = join(modules, name);
    for (const file of filesUnder(root)) {
      const read = readFile(file, root);
      if (read !== undefined) all.set(...read);
    }
  }
  return all;
}
