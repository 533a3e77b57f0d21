import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withGatewayApiFields } from './gateway-api-fields.ts';

/**
 * Writes the structural schemas of the custom resources of Istio and of the Gateway API. `@kubernetes-models` makes its packages
 * from the published CRDs and ships only compiled validators, a function for each part of a schema: what each function checks
 * is the schema again.
 */
type Schema = { [keyword: string]: unknown };

interface Source {
  readonly package: string;
  readonly url: string;
  /** One version of each kind: the others of its CRD have the same schema. */
  readonly files: readonly string[];
  /** Where the schemas go, and what is said of them there. */
  readonly target: string;
  readonly comment: string;
  readonly name: string;
  /** Adds what a kind's CRD says and its validator does not check. */
  readonly complete?: (schema: Schema, kind: string) => Schema;
}

const sources: readonly Source[] = [
  {
    package: '@kubernetes-models/istio',
    url: import.meta.resolve('@kubernetes-models/istio/package.json'),
    files: [
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
    ],
    target: 'src/mesh/istio/install/spec-schemas.ts',
    comment: 'The `spec` of each of Istio’s kinds',
    name: 'specSchemas',
  },
  {
    package: '@kubernetes-models/gateway-api',
    url: import.meta.resolve('@kubernetes-models/gateway-api/package.json'),
    files: [
      'IoK8sSigsGatewayApiApisV1BackendTLSPolicy',
      'IoK8sSigsGatewayApiApisV1Gateway',
      'IoK8sSigsGatewayApiApisV1GatewayClass',
      'IoK8sSigsGatewayApiApisV1GRPCRoute',
      'IoK8sSigsGatewayApiApisV1HTTPRoute',
      'IoK8sSigsGatewayApiApisV1ListenerSet',
      'IoK8sSigsGatewayApiApisV1ReferenceGrant',
      'IoK8sSigsGatewayApiApisV1alpha2TCPRoute',
      'IoK8sSigsGatewayApiApisV1TLSRoute',
      'IoK8sSigsGatewayApiApisV1alpha2UDPRoute',
    ],
    target: 'src/worker/outside/gateway-api-schemas.ts',
    comment: 'The `spec` of each kind of the Gateway API',
    name: 'gatewayApiSchemas',
    complete: withGatewayApiFields,
  },
];

/** A compiled validator, taken apart. */
class Validators {
  readonly #bodies = new Map<string, string>();
  readonly #enums = new Map<string, unknown>();
  readonly #imports = new Map<string, string>();
  readonly #folder: string;
  readonly #root: string;

  constructor(folder: string, file: string) {
    const code = readFileSync(join(folder, file), 'utf8');
    this.#folder = folder;
    for (const [, name = '', values = ''] of code.matchAll(/(schema\d+_enum)=(\[[^\]]*\])/g))
      this.#enums.set(name, JSON.parse(values));
    for (const [, name = '', from = ''] of code.matchAll(
      /import\{validate as (validate\d+)\}from"\.\/([^"]+)"/g,
    ))
      this.#imports.set(name, from.endsWith('.js') ? from : `${from}.js`);
    for (const body of code.split(/(?=function validate\d+\()/)) {
      const name = /^function (validate\d+)\(/.exec(body)?.[1];
      if (name !== undefined) this.#bodies.set(name, body);
    }
    this.#root = /export const validate=(validate\d+)/.exec(code)?.[1] ?? '';
  }

  root(): Schema {
    return this.#schema(this.#root);
  }

  #schema(name: string): Schema {
    const imported = this.#imports.get(name);
    if (imported !== undefined && existsSync(join(this.#folder, imported)))
      return new Validators(this.#folder, imported).root();
    const body = this.#bodies.get(name);
    // Of another package: metadata.
    if (body === undefined) return {};
    const schema: Schema = {};
    for (const [, keyword = '', params = ''] of body.matchAll(
      /keyword:"(\w+)",params:\{((?:[^{}"]|"(?:[^"\\]|\\.)*")*)\}/g,
    ))
      this.#keyword(schema, keyword, params);
    this.#parts(schema, name, body);
    return plain(schema);
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

/** Go's int-or-string is an `anyOf` here, a keyword of its own in a CRD; a type that only refers to another is that one. */
function plain(schema: Schema): Schema {
  const either = JSON.stringify(schema['anyOf']);
  if (either === '[{"type":"integer"},{"type":"string"}]')
    return { 'x-kubernetes-int-or-string': true };
  const { allOf, ...rest } = schema;
  const [only, ...others] = Array.isArray(allOf) ? (allOf as Schema[]) : [];
  const isReference =
    only !== undefined && others.length === 0 && !('oneOf' in only || 'not' in only);
  return isReference ? joined(rest, only) : schema;
}

/** What holds where both do. */
function joined(a: Schema, b: Schema): Schema {
  const { properties: some, required: these } = a;
  const { properties: more, required: those } = b;
  return {
    ...a,
    ...b,
    ...(some && more ? { properties: { ...some, ...more } } : {}),
    ...(these && those ? { required: [...new Set([these, those].flat())] } : {}),
  };
}

/** `spec` of a kind; every object has the rest. */
function specOf({ properties }: Schema): Schema {
  const { spec } = properties as Record<string, Schema>;
  if (spec === undefined) throw new Error('a kind without spec');
  return spec;
}

function textOf({ package: from, url, files, comment, name, complete }: Source): string {
  const folder = join(dirname(fileURLToPath(url)), '_schemas');
  const lines = files.map((file) => {
    const kind = /V1(?:alpha\d|beta\d)?(\w+)$/.exec(file)?.[1] ?? '';
    const spec = specOf(new Validators(folder, `${file}.js`).root());
    return `${kind} ${JSON.stringify(complete?.(spec, kind) ?? spec)}`;
  });
  if (lines.some((line) => line.includes('`') || line.includes('${')))
    throw new Error('a schema that a template cannot hold');
  return [
    `/** ${comment}, from the CRDs of \`${from}\`. Written by \`npm run schemas\`. */`,
    `export const ${name} = String.raw\``,
    `${lines.join('\n')}\`;`,
    '',
  ].join('\n');
}

const root = join(import.meta.dirname, '..');

/** The files that are not what the generator writes. */
export function staleCrdSchemas(): string[] {
  return sources
    .filter((source) => readFileSync(join(root, source.target), 'utf8') !== textOf(source))
    .map(({ target }) => target);
}

if (import.meta.main)
  for (const source of sources) writeFileSync(join(root, source.target), textOf(source));
