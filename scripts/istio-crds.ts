import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Writes the structural schemas of Istio's custom resources. `@kubernetes-models/istio` is made from the published CRDs and
 * ships only their compiled validators, a function for each part of a schema: what each function checks is the schema again.
 */
type Schema = { [keyword: string]: unknown };

/** One version of each kind: the others of its CRD have the same schema. */
const files = [
  'ExtensionsIstioIoV1alpha1WasmPlugin',
  'NetworkingIstioIoV1DestinationRule',
  'NetworkingIstioIoV1alpha3EnvoyFilter',
  'NetworkingIstioIoV1Gateway',
  'NetworkingIstioIoV1beta1ProxyConfig',
  'NetworkingIstioIoV1ServiceEntry',
  'NetworkingIstioIoV1Sidecar',
  'NetworkingIstioIoV1VirtualService',
  'NetworkingIstioIoV1WorkloadEntry',
  'NetworkingIstioIoV1WorkloadGroup',
  'SecurityIstioIoV1AuthorizationPolicy',
  'SecurityIstioIoV1PeerAuthentication',
  'SecurityIstioIoV1RequestAuthentication',
  'TelemetryIstioIoV1Telemetry',
];

const folder = join(
  dirname(fileURLToPath(import.meta.resolve('@kubernetes-models/istio/package.json'))),
  '_schemas',
);

/** A compiled validator, taken apart. */
class Validators {
  readonly #bodies = new Map<string, string>();
  readonly #enums = new Map<string, unknown>();
  readonly #root: string;

  constructor(code: string) {
    for (const [, name = '', values = ''] of code.matchAll(/(schema\d+_enum)=(\[[^\]]*\])/g))
      this.#enums.set(name, JSON.parse(values));
    for (const body of code.split(/(?=function validate\d+\()/)) {
      const name = /^function (validate\d+)\(/.exec(body)?.[1];
      if (name !== undefined) this.#bodies.set(name, body);
    }
    this.#root = /export const validate=(validate\d+)/.exec(code)?.[1] ?? '';
  }

  /** `spec` of the kind; every object has the rest. */
  spec(): Schema {
    const root = this.#schema(this.#root);
    const { spec } = root['properties'] as Record<string, Schema>;
    if (spec === undefined) throw new Error('a kind without spec');
    return spec;
  }

  #schema(name: string): Schema {
    const body = this.#bodies.get(name);
    // Imported from another package: metadata.
    if (body === undefined) return {};
    const schema: Schema = {};
    for (const [, keyword = '', params = ''] of body.matchAll(
      /keyword:"(\w+)",params:\{((?:[^{}"]|"(?:[^"\\]|\\.)*")*)\}/g,
    ))
      this.#keyword(schema, keyword, params);
    this.#parts(schema, name, body);
    return asStructural(schema);
  }

  #keyword(schema: Schema, keyword: string, params: string): void {
    if (keyword === 'required') {
      const missing = /missingProperty:"([^"]+)"/.exec(params)?.[1];
      if (missing === undefined) throw new Error(`a required property without a name: ${params}`);
      schema['required'] = [...((schema['required'] ?? []) as string[]), missing];
    } else if (keyword === 'enum') {
      schema['enum'] = this.#enums.get(/schema\d+_enum/.exec(params)?.[0] ?? '');
    } else if (/^(max|min)/.test(keyword)) {
      schema[keyword] = Number(/limit:([^,]*)/.exec(params)?.[1]);
    } else if (keyword === 'oneOf' || keyword === 'anyOf' || keyword === 'not') {
      schema[keyword] = [];
    } else {
      const value = /:("(?:[^"\\]|\\.)*")/.exec(params)?.[1];
      if (value === undefined) throw new Error(`an unknown keyword: ${keyword} ${params}`);
      schema[keyword] = JSON.parse(value);
    }
  }

  /** The functions that this one calls, by what it gives them. */
  #parts(schema: Schema, name: string, body: string): void {
    const same: Schema[] = [];
    const properties: Record<string, Schema> = {};
    for (const [, called = '', dotted, quoted, index, key] of body.matchAll(
      /(validate\d+)\(data(?:\.(\w+)|\["([^"]+)"\]|\[(i\d+)\]|\[(key\d+)\])?,/g,
    )) {
      if (called === name) continue;
      const part = this.#schema(called);
      const property = dotted ?? quoted;
      if (property !== undefined) properties[property] = part;
      else if (index !== undefined) schema['items'] = part;
      else if (key !== undefined) schema['additionalProperties'] = part;
      else same.push(part);
    }
    if (Object.keys(properties).length > 0) schema['properties'] = properties;
    if (same.length === 0) return;
    if (schema['not']) schema['not'] = same[0];
    else schema['oneOf' in schema ? 'oneOf' : 'anyOf' in schema ? 'anyOf' : 'allOf'] = same;
  }
}

/** Go's int-or-string is an `anyOf` here, a keyword of its own in a CRD. */
function asStructural(schema: Schema): Schema {
  const either = JSON.stringify(schema['anyOf']);
  return either === '[{"type":"integer"},{"type":"string"}]'
    ? { 'x-kubernetes-int-or-string': true }
    : schema;
}

export function generateIstioSchemas(): string {
  const lines = files.map((file) => {
    const kind = /V1(?:alpha\d|beta\d)?(\w+)$/.exec(file)?.[1] ?? '';
    const spec = new Validators(readFileSync(join(folder, `${file}.js`), 'utf8')).spec();
    return `${kind} ${JSON.stringify(spec)}`;
  });
  if (lines.some((line) => line.includes('`') || line.includes('${')))
    throw new Error('a schema that a template cannot hold');
  return [
    '/** The `spec` of each of Istio’s kinds, from the CRDs of `@kubernetes-models/istio`. Written by `npm run schemas`. */',
    `export const specSchemas = String.raw\``,
    `${lines.join('\n')}\`;`,
    '',
  ].join('\n');
}

export const istioSchemasFile = join(
  import.meta.dirname,
  '../src/mesh/istio/install/spec-schemas.ts',
);

if (import.meta.main) writeFileSync(istioSchemasFile, generateIstioSchemas());
