import { fieldsOf, type Fields } from '#cluster/api/json.ts';
import type { Kinds } from '#cluster/api/kinds/kinds.ts';
import { apiVersionOf, parseApiVersion, type Resource } from '#cluster/api/kinds/resource.ts';
import { kubernetesVersion } from '#cluster/versions.ts';
import { customSource } from './custom.ts';
import {
  apiVersionDescription,
  Components,
  kindDescription,
  type OpenApiVersion,
} from './openapi-components.ts';
import { pathsOf } from './openapi-paths.ts';
import { definitionsOf, objectMetaSchema } from './structure.ts';

const info = { title: 'Kubernetes', version: kubernetesVersion };

/** `/openapi/v3`: the documents, each with a hash of what it is made of. */
export function openApiIndex(kinds: Kinds): Fields {
  const paths = groupVersions(kinds).map((groupVersion) => {
    const path = pathOf(groupVersion);
    const made = resourcesOf(kinds, groupVersion).map((resource) => [
      resource.name,
      kinds.definitionOf(resource)?.metadata.resourceVersion,
    ]);
    return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash(JSON.stringify(made))}` }];
  });
  return { paths: Object.fromEntries(paths) };
}

function pathOf(groupVersion: string): string {
  return groupVersion.includes('/') ? `apis/${groupVersion}` : `api/${groupVersion}`;
}

function groupVersions(kinds: Kinds): string[] {
  const versions = kinds
    .all()
    .flatMap(({ group, versions: served }) =>
      served.map((version) => apiVersionOf(group, version)),
    );
  return [...new Set(versions)].toSorted();
}

function resourcesOf(kinds: Kinds, groupVersion: string): Resource[] {
  const { group, version } = parseApiVersion(groupVersion);
  return kinds
    .all()
    .filter((resource) => resource.group === group && resource.versions.includes(version));
}

/** 64 bits of FNV-1a, twice over: clients only compare it. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (const character of text) {
    value =
      ((value ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n) & 0xffffffffffffffffn;
  }
  return value.toString(16).toUpperCase().padStart(16, '0').repeat(8);
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Documents of which nothing is custom: the same for every cluster, and long to make (api/v1: half a megabyte). */
const builtIn = new Map<string, Promise<Bytes>>();

/** `/openapi/v3/apis/GROUP/VERSION`, in JSON; undefined when nothing of it is served. */
export async function openApiV3Json(
  kinds: Kinds,
  groupVersion: string,
): Promise<Bytes | undefined> {
  const resources = resourcesOf(kinds, groupVersion);
  if (resources.length === 0) return undefined;
  const write = async () =>
    new TextEncoder().encode(
      `${JSON.stringify(await openApiV3(kinds, groupVersion, resources))}\n`,
    );
  if (resources.some(({ custom }) => custom === true)) return await write();
  const json = builtIn.get(groupVersion) ?? write();
  builtIn.set(groupVersion, json);
  return await json;
}

async function openApiV3(
  kinds: Kinds,
  groupVersion: string,
  resources: readonly Resource[],
): Promise<Fields> {
  const components = new Components('v3');
  await fill(components, { kinds, groupVersion, resources, version: 'v3' });
  const { version } = parseApiVersion(groupVersion);
  return {
    openapi: '3.0.0',
    info,
    paths: Object.fromEntries(
      resources.flatMap((resource) => pathsOf(resource, version)).toSorted(byName),
    ),
    components: { schemas: components.sorted() },
  };
}

/** `/openapi/v2`, in JSON. */
export async function openApiV2(kinds: Kinds): Promise<Fields> {
  const components = new Components('v2');
  const paths: [string, Fields][] = [];
  for (const groupVersion of groupVersions(kinds)) {
    const resources = resourcesOf(kinds, groupVersion);
    await fill(components, { kinds, groupVersion, resources, version: 'v2' });
    const { version } = parseApiVersion(groupVersion);
    paths.push(...resources.flatMap((resource) => pathsOf(resource, version)));
  }
  return {
    swagger: '2.0',
    info,
    paths: Object.fromEntries(paths.toSorted(byName)),
    definitions: components.sorted(),
  };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

interface Filling {
  kinds: Kinds;
  groupVersion: string;
  resources: readonly Resource[];
  version: OpenApiVersion;
}

async function fill(
  components: Components,
  { kinds, groupVersion, resources, version: form }: Filling,
): Promise<void> {
  const { group, version } = parseApiVersion(groupVersion);
  for (const { kind: isKind, schema } of definitionsOf(groupVersion)) {
    const kind = schema.name?.slice(schema.name.lastIndexOf('.') + 1) ?? '';
    if (!isKind) continue;
    await components.add(schema, gvk({ group, version, kind }));
    const resource = resources.find((one) => one.kind === kind);
    if (resource !== undefined)
      await addList(components, schema.name ?? '', resource, { group, version });
  }
  for (const resource of resources) {
    const definition = kinds.definitionOf(resource);
    if (definition === undefined) continue;
    const name = `${group.split('.').toReversed().join('.')}.${version}.${resource.kind}`;
    await components.add(objectMetaSchema());
    components.set(
      name,
      customBody(components, customSource(definition, version), { resource, version, form }),
    );
    await addList(components, name, resource, { group, version });
  }
}

function gvk(kind: { group: string; version: string; kind: string }): Fields {
  return {
    'x-kubernetes-group-version-kind': [
      { group: kind.group, kind: kind.kind, version: kind.version },
    ],
  };
}

async function addList(
  components: Components,
  name: string,
  { listKind }: Resource,
  { group, version }: { group: string; version: string },
): Promise<void> {
  const metaName = 'io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta';
  await components.add({ type: 'object', name: metaName, fields: listMetaFields });
  const prefix = name.slice(0, name.lastIndexOf('.') + 1);
  components.set(prefix + listKind, {
    description: `${listKind} is a list of ${listKind.replace(/List$/, '')}`,
    required: ['items'],
    type: 'object',
    properties: {
      apiVersion: { description: apiVersionDescription, type: 'string' },
      items: { description: 'List of objects.', type: 'array', items: components.reference(name) },
      kind: { description: kindDescription, type: 'string' },
      metadata: components.reference(metaName),
    },
    ...gvk({ group, version, kind: listKind }),
  });
}

const listMetaFields = new Map(
  (['continue', 'remainingItemCount', 'resourceVersion', 'selfLink'] as const).map((name) => [
    name,
    {
      schema: { type: name === 'remainingItemCount' ? ('int64' as const) : ('string' as const) },
      required: false,
      written: false,
      omitEmpty: true,
    },
  ]),
);

/** A custom kind as apiextensions-apiserver publishes it: its own schema, and what every object has. */
function customBody(
  components: Components,
  source: Fields,
  { resource, version, form }: { resource: Resource; version: string; form: OpenApiVersion },
): Fields {
  const metadata = components.reference(objectMetaSchema().name ?? '');
  const description =
    "Standard object's metadata. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";
  return {
    ...source,
    type: 'object',
    properties: {
      ...fieldsOf(source['properties']),
      apiVersion: { description: apiVersionDescription, type: 'string' },
      kind: { description: kindDescription, type: 'string' },
      metadata: form === 'v3' ? { allOf: [metadata], description } : { ...metadata, description },
    },
    ...gvk({ group: resource.group, version, kind: resource.kind }),
  };
}
