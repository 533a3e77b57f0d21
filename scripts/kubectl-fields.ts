/**
 * Asks the real kubectl in what order Go's types write their fields, and which they write even where they are empty: it
 * is served objects filled to every depth, and prints them from its own types. Run when the pinned version changes:
 * `node scripts/kubectl-fields.ts PATH/TO/kubectl`.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newCluster } from '#worker/course-cluster.ts';
import { nodeHost } from './node-host.ts';

const run = promisify(execFile);
const kubectl = process.argv[2] ?? 'kubectl';

/**
 * What the verbs print of kubectl's own types: `cluster-info dump` lists, `auth reconcile` reads from
 * files, `rollout history` changes a set, `create` and `autoscale` print what the server made of what they sent.
 */
const dumped = {
  'api/v1': ['Node', 'Event', 'ReplicationController', 'Service', 'Pod'],
  'apis/apps/v1': ['DaemonSet', 'Deployment', 'ReplicaSet'],
};
const rbac = 'apis/rbac.authorization.k8s.io/v1';
const reconciled = ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'];
const created: Record<string, Record<string, string>> = {
  'api/v1': {
    ConfigMap: 'create configmap x',
    Namespace: 'create namespace x',
    ResourceQuota: 'create quota x',
    Secret: 'create secret generic x',
    ServiceAccount: 'create serviceaccount x',
  },
  'apis/autoscaling/v2': { HorizontalPodAutoscaler: 'autoscale deployment x --max=1' },
  'apis/batch/v1': {
    CronJob: 'create cronjob x --image=x --schedule=x',
    Job: 'create job x --image=x',
  },
  'apis/networking.k8s.io/v1': { Ingress: 'create ingress x --rule=x/x=x:1' },
  'apis/policy/v1': { PodDisruptionBudget: 'create pdb x --selector=x --min-available=1' },
  'apis/scheduling.k8s.io/v1': { PriorityClass: 'create priorityclass x' },
};

interface Schema {
  $ref?: string;
  allOf?: Schema[];
  type?: string;
  format?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema;
  oneOf?: Schema[];
}

type Json = Record<string, unknown>;

const { fetch } = newCluster({ seed: 1, start: 0, turn: nodeHost.turn });
const schemas = new Map<string, Schema>();
for (const path of new Set([...Object.keys(dumped), ...Object.keys(created), rbac])) {
  const response = await fetch(new Request(`http://kubernetes/openapi/v3/${path}`));
  const { components } = (await response.json()) as {
    components: { schemas: Record<string, Schema> };
  };
  for (const [name, schema] of Object.entries(components.schemas)) schemas.set(name, schema);
}

/** The type that a field or its elements have; undefined for plain values. */
function typeOf(schema: Schema): string | undefined {
  const { $ref = schema.allOf?.[0]?.$ref, items, additionalProperties } = schema;
  if ($ref === undefined) {
    const inner = items ?? additionalProperties;
    return inner && typeOf(inner);
  }
  const name = $ref.slice($ref.lastIndexOf('/') + 1);
  return schemas.get(name)?.properties && name;
}

function fill(schema: Schema, depth: number): unknown {
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref;
  if (ref !== undefined) return fillNamed(ref.slice(ref.lastIndexOf('/') + 1), depth);
  if (schema.items) return [fill(schema.items, depth)];
  if (schema.additionalProperties) return { x: fill(schema.additionalProperties, depth) };
  return plain(schema);
}

function fillNamed(name: string, depth: number): unknown {
  const schema = schemas.get(name) ?? {};
  if (!schema.properties) return name.endsWith('Quantity') ? '1' : plain(schema);
  const fields = depth === 0 ? [] : Object.entries(schema.properties);
  return Object.fromEntries(fields.map(([field, one]) => [field, fill(one, depth - 1)]));
}

function plain({ type, format, oneOf }: Schema): unknown {
  if (format === 'date-time') return '2026-01-01T00:00:00.000000Z';
  if (type === 'string') return format === 'byte' ? 'eA==' : 'x';
  if (type === 'boolean') return true;
  return type === 'integer' || type === 'number' || oneOf ? 1 : {};
}

const order = new Map<string, Map<string, string | undefined>>();
const always = new Map<string, Json>();

/** Reads what was printed beside what was given. */
function learn(type: string, given: Json, printed: Json): void {
  const { properties = {} } = schemas.get(type) ?? {};
  if (Object.keys(given).length === 0) always.set(type, printed);
  const known = order.get(type) ?? new Map<string, string | undefined>();
  if (Object.keys(printed).length >= known.size)
    order.set(
      type,
      new Map(Object.keys(printed).map((key) => [key, typeOf(properties[key] ?? {})])),
    );
  for (const [key, value] of Object.entries(printed)) {
    const inner = typeOf(properties[key] ?? {});
    if (inner === undefined || given[key] === undefined) continue;
    learn(inner, element(given[key]), element(value));
  }
}

/** The object, or the one in the list or map. */
function element(value: unknown): Json {
  if (Array.isArray(value)) return value[0] as Json;
  const object = value as Json;
  return Object.keys(object).join() === 'x' ? (object['x'] as Json) : object;
}

const folder = mkdtempSync(join(tmpdir(), 'maillage-fields-'));
let answers = new Map<string, string>();
const server = createServer((request, response) => void answer(request, response));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

/** What is not asked about, such as what is served, is the cluster's to say. */
async function answer({ url = '', headers }: IncomingMessage, out: ServerResponse): Promise<void> {
  const [path = ''] = url.split('?');
  const given = answers.get(path.slice(path.lastIndexOf('/') + 1));
  const accept = headers.accept ?? 'application/json';
  const own = new Request(`http://kubernetes${url}`, { headers: { accept } });
  const from = given === undefined ? await fetch(own) : new Response(given);
  const type = given === undefined ? from.headers.get('content-type') : undefined;
  out.writeHead(from.status, { 'Content-Type': type ?? 'application/json' });
  out.end(await from.text());
}

async function ask(...args: string[]): Promise<string> {
  const all = [...args, '-s', `http://127.0.0.1:${port}`, '-o', 'json', '--show-managed-fields'];
  return (await run(kubectl, all, { env: { HOME: folder }, maxBuffer: 2 ** 28 })).stdout;
}

function nameOf(path: string, kind: string): string {
  const [group = '', version = ''] = path === 'api/v1' ? ['core', 'v1'] : path.split('/').slice(1);
  return `io.k8s.api.${group.split('.')[0]}.${version}.${kind}`;
}

async function learnDumped(depth: number): Promise<void> {
  const given = new Map<string, [type: string, item: Json]>();
  answers = new Map();
  for (const [path, kinds] of Object.entries(dumped))
    for (const kind of kinds) {
      const type = nameOf(path, kind);
      const item = fillNamed(type, depth) as Json;
      const list = { kind: `${kind}List`, apiVersion: path.replace(/^apis?\//, ''), items: [item] };
      answers.set(`${kind.toLowerCase()}s`, JSON.stringify(list));
      given.set(`${kind}List`, [type, item]);
    }
  const text = await ask('cluster-info', 'dump', '--namespaces', 'x');
  for (const json of text.split(/^==== START/m)[0]?.split(/^(?=\{)/m) ?? []) {
    const list = JSON.parse(json) as { kind: string; items: Json[] };
    const [type, item] = given.get(list.kind) ?? [];
    if (type && item && list.items[0]) learn(type, item, list.items[0]);
  }
}

async function learnReconciled(depth: number): Promise<void> {
  answers = new Map();
  for (const kind of reconciled) {
    const type = nameOf(rbac, kind);
    const known = { kind, apiVersion: rbac.slice(5) };
    const item = { ...(fillNamed(type, depth) as Json), ...known };
    if (depth < 2) Object.assign(item, { metadata: { name: 'x', namespace: 'x' } });
    const file = join(folder, 'object.json');
    writeFileSync(file, JSON.stringify(item));
    const text = await ask('auth', 'reconcile', '--dry-run=client', '-f', file);
    learn(type, depth === 0 ? {} : item, JSON.parse(text) as Json);
  }
}

async function learnCreated(depth: number): Promise<void> {
  const target = { kind: 'Deployment', apiVersion: 'apps/v1', metadata: { name: 'x' } };
  for (const [path, kinds] of Object.entries(created))
    for (const [kind, line] of Object.entries(kinds)) {
      const known = { kind, apiVersion: path.replace(/^apis?\//, '') };
      const item = { ...(fillNamed(nameOf(path, kind), depth) as Json), ...known };
      const resource = `${kind.toLowerCase()}${kind.endsWith('s') ? 'es' : 's'}`;
      answers = new Map([
        [resource, JSON.stringify(item)],
        ['x', JSON.stringify(target)],
      ]);
      const text = await ask(...line.split(' '));
      learn(nameOf(path, kind), depth === 0 ? {} : item, JSON.parse(text) as Json);
    }
}

/** The only revision of a set, whose template it does not change. */
async function learnHistory(depth: number): Promise<void> {
  const type = nameOf('apis/apps/v1', 'StatefulSet');
  const known = { kind: 'StatefulSet', apiVersion: 'apps/v1' };
  const item: Json = { ...(fillNamed(type, depth) as Json), ...known };
  if (depth < 2) Object.assign(item, { metadata: { name: 'x' } });
  // Its operator would have to be one.
  if (depth > 1) Object.assign(item['spec'] as Json, { selector: {} });
  const owner = { controller: true, uid: depth < 2 ? '' : 'x' };
  const revision = { metadata: { ownerReferences: [owner] }, revision: 1, data: {} };
  const list = { kind: 'ControllerRevisionList', apiVersion: 'apps/v1', items: [revision] };
  answers = new Map([
    ['x', JSON.stringify(item)],
    ['controllerrevisions', JSON.stringify(list)],
  ]);
  const text = await ask('rollout', 'history', 'statefulset/x');
  learn(type, depth === 0 ? {} : item, JSON.parse(text) as Json);
}

for (let depth = 10; depth >= 0; depth--) {
  await learnHistory(depth);
  await learnCreated(depth);
  await learnDumped(depth);
  await learnReconciled(depth);
}
server.close();

const short = (type: string): string => type.slice(type.lastIndexOf('.') + 1);
const lines = [...order].map(([type, fields]) => {
  const empty = always.get(type) ?? {};
  const words = [...fields].map(([field, inner]) => {
    if (/^(kind|apiVersion)$/.test(field) && 'metadata' in empty) return field;
    const zero = field in empty ? `=${JSON.stringify(empty[field])}` : '';
    return `${field}${inner ? `:${short(inner)}` : ''}${zero.startsWith('={') ? '={}' : zero}`;
  });
  return `${short(type)} ${words.join(' ')}`;
});
writeFileSync(
  new URL('../src/commands/kubectl/printers/go-fields.ts', import.meta.url),
  `// Made by scripts/kubectl-fields.ts from kubectl v1.35.2. Do not edit.\n\n/** A line a type: its fields as Go writes them, \`name:Type=empty\`; those with an \`=\` are always there. */\nexport const goFields = String.raw\`${lines.toSorted().join('\n')}\`;\n`,
);
