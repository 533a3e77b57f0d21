import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { listAt, recordAt, textAt, textOf } from '#commands/kubectl/json.ts';
import type { Context } from './context.ts';

interface ResourceType {
  /** As errors name it. */
  readonly name: string;
  readonly names: readonly string[];
  /** Where objects of it are; undefined for what has no pods. */
  readonly api?: string;
  /** Of a namespace, or of none. */
  readonly plural: string;
}

/** linkerd2 pkg/k8s/k8s.go (edge-26.6.3), resourceNames, as far as a line names one to find its pods. */
const types: readonly ResourceType[] = [
  type('cronjob', 'cj', '/apis/batch/v1'),
  type('daemonset', 'ds', '/apis/apps/v1'),
  type('deployment', 'deploy', '/apis/apps/v1'),
  type('job', 'job', '/apis/batch/v1'),
  type('namespace', 'ns'),
  type('pod', 'po', '/api/v1'),
  type('replicationcontroller', 'rc', '/api/v1'),
  type('replicaset', 'rs', '/apis/apps/v1'),
  type('service', 'svc'),
  type('statefulset', 'sts', '/apis/apps/v1'),
];

function type(name: string, short: string, api?: string): ResourceType {
  const plural = `${name}s`;
  return { name, names: [name, short, plural], plural, ...(api !== undefined && { api }) };
}

/** `CanonicalResourceNameFromFriendlyName`. */
export function resourceType(word: string): ResourceType {
  const found = types.find(({ names }) => names.includes(word));
  if (found) return found;
  throw new CommandError(`cannot find Kubernetes canonical name from friendly name [${word}]`);
}

/** `GetPodsFor`: those of `deploy/web`. */
export async function podsFor(
  context: Context,
  namespace: string,
  resource: string,
): Promise<readonly JsonObject[]> {
  const [word = '', name, ...more] = resource.split('/');
  if (name === undefined) throw new CommandError('no resource name provided');
  if (more.length > 0) throw new CommandError(`invalid resource string: ${resource}`);
  return await podsOf(context, namespace, resourceType(word), name);
}

async function podsOf(
  context: Context,
  namespace: string,
  type: ResourceType,
  name: string,
): Promise<readonly JsonObject[]> {
  if (type.api === undefined) throw new CommandError(`unsupported resource type: ${name}`);
  const path = `${type.api}/namespaces/${namespace}/${type.plural}/${name}`;
  // Its jobs are looked for by an owner that none of them has: the real one finds no pod either.
  if (type.name === 'cronjob') return [];
  const object = await context.client.json('GET', path);
  if (type.name === 'pod') return [object];
  const labels =
    type.name === 'replicationcontroller'
      ? recordAt(object, 'spec.selector')
      : recordAt(object, 'spec.selector.matchLabels');
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${textOf(value)}`)
    .join(',');
  const uids = new Set([textAt(object, 'metadata.uid')]);
  if (type.name === 'deployment') {
    const sets = await listOwned(context, namespace, { type: 'replicasets', labelSelector, uids });
    for (const set of sets) uids.add(textAt(set, 'metadata.uid'));
  }
  return await listOwned(context, namespace, { type: 'pods', labelSelector, uids });
}

interface Owned {
  readonly type: 'pods' | 'replicasets';
  readonly labelSelector: string;
  readonly uids: ReadonlySet<string>;
}

async function listOwned(
  { client }: Context,
  namespace: string,
  { type, labelSelector, uids }: Owned,
): Promise<readonly JsonObject[]> {
  const api = type === 'pods' ? '/api/v1' : '/apis/apps/v1';
  const list = await client.json('GET', `${api}/namespaces/${namespace}/${type}`, {
    query: { labelSelector },
  });
  return listAt(list, 'items').filter((object) =>
    listAt(object, 'metadata.ownerReferences').some((owner) => uids.has(textAt(owner, 'uid'))),
  );
}

/** Every pod of a type's objects: `deploy`. */
export async function podsOfType(
  context: Context,
  namespace: string,
  word: string,
): Promise<readonly JsonObject[]> {
  const type = resourceType(word);
  if (type.api === undefined) throw new CommandError(`unsupported resource type: ${type.name}`);
  const path = `${type.api}/namespaces/${namespace}/${type.plural}`;
  const objects = listAt(await context.client.json('GET', path), 'items');
  if (type.name === 'pod') return objects;
  const pods: JsonObject[] = [];
  for (const object of objects)
    pods.push(...(await podsOf(context, namespace, type, textAt(object, 'metadata.name'))));
  return pods;
}
