import type { JsonObject } from '#cluster/api/object.ts';
import { StatusError } from '#commands/kubectl/errors.ts';
import { Lost, forwardOne } from '#commands/kubectl/forwarding/connection.ts';
import { listAt, recordAt } from '#commands/kubectl/json.ts';
import { byLogging, selectorText, sortPods } from '#commands/kubectl/pods/representative.ts';
import { textAt } from '#commands/kubectl/json.ts';
import type { Context } from './context.ts';
import { CommandError } from '#commands/cobra/errors.ts';

export interface PodTarget {
  readonly namespace: string;
  readonly name: string;
}

/**
 * `pod`, `pod.namespace` or `deployment/name.namespace` (istioctl/pkg/util/handlers/handlers.go). A pod is not looked for: who
 * asks it something will see.
 */
export async function podTarget(context: Context, text: string): Promise<PodTarget> {
  const found = await meant(context, text);
  if ('name' in found) return found;
  const [first] = sortPods(await podsOf(context, found), byLogging);
  if (!first) throw new CommandError('no pods match');
  return targetOf(first);
}

/** All the pods that `deployment/name.namespace` means. */
export async function podTargets(context: Context, text: string): Promise<readonly PodTarget[]> {
  const found = await meant(context, text);
  if ('name' in found) return [found];
  const pods = (await podsOf(context, found)).map(targetOf);
  if (pods.length === 0) throw new CommandError('no pods match');
  return pods;
}

interface Selection {
  readonly namespace: string;
  readonly labelSelector: string;
}

async function meant(context: Context, text: string): Promise<PodTarget | Selection> {
  const slash = text.indexOf('/');
  const dot = text.lastIndexOf('.');
  const [whole, namespace] =
    dot > slash ? [text.slice(0, dot), text.slice(dot + 1)] : [text, context.namespace];
  if (slash < 0) return { name: whole, namespace };
  const [type, name] = [whole.slice(0, slash), whole.slice(slash + 1)];
  const kind = kinds.find(({ names }) => names.includes(type.toLowerCase().split('.')[0] ?? ''));
  if (!kind) throw new CommandError(`the server doesn't have a resource type "${type}"`);
  const object = await context.client.json(
    'GET',
    `${kind.api}/namespaces/${namespace}/${kind.plural}/${name}`,
  );
  if (kind.plural === 'pods') return { name, namespace };
  const labelSelector = kind.isPlain
    ? selectorText({ matchLabels: recordAt(object, 'spec.selector') })
    : selectorText(recordAt(object, 'spec.selector'));
  return { labelSelector, namespace };
}

interface Kind {
  readonly names: readonly string[];
  readonly plural: string;
  readonly api: string;
  /** Its selector is a map of labels. */
  readonly isPlain?: boolean;
}

const kinds: readonly Kind[] = [
  { names: ['pod', 'pods', 'po'], plural: 'pods', api: '/api/v1' },
  { names: ['service', 'services', 'svc'], plural: 'services', api: '/api/v1', isPlain: true },
  { names: ['deployment', 'deployments', 'deploy'], plural: 'deployments', api: '/apis/apps/v1' },
  { names: ['statefulset', 'statefulsets', 'sts'], plural: 'statefulsets', api: '/apis/apps/v1' },
  { names: ['daemonset', 'daemonsets', 'ds'], plural: 'daemonsets', api: '/apis/apps/v1' },
  { names: ['replicaset', 'replicasets', 'rs'], plural: 'replicasets', api: '/apis/apps/v1' },
];

export async function podsBySelector(
  context: Context,
  labelSelector: string,
): Promise<readonly PodTarget[]> {
  const { namespace } = context;
  const pods = (await podsOf(context, { namespace, labelSelector })).map(targetOf);
  if (pods.length === 0) throw new CommandError('no pods found');
  return pods;
}

async function podsOf({ client }: Context, selection: Selection): Promise<readonly JsonObject[]> {
  const { namespace, labelSelector } = selection;
  const path = `/api/v1/namespaces/${namespace}/pods`;
  return listAt(await client.json('GET', path, { query: { labelSelector } }), 'items');
}

function targetOf(pod: JsonObject): PodTarget {
  return { name: textAt(pod, 'metadata.name'), namespace: textAt(pod, 'metadata.namespace') };
}

interface ProxyQuestion {
  readonly method?: string;
  readonly path: string;
  /** What an error begins with. */
  readonly told: string;
}

const usualPort = 15_000;

function adminPort({ flags }: Context): number {
  return flags.has('proxy-admin-port') ? flags.number('proxy-admin-port') : usualPort;
}

/** Asks a proxy's admin port, as kube.CLIClient's EnvoyDo. */
export async function askProxy(
  context: Context,
  { name, namespace }: PodTarget,
  { method = 'GET', path, told }: ProxyQuestion,
): Promise<string> {
  await requirePod(context, { name, namespace }, told);
  const remote = adminPort(context);
  const outcome = await forwardOne(
    context,
    { namespace, pod: name, remote },
    {
      method,
      authority: `localhost:${remote}`,
      path,
      headers: [],
      body: '',
      protocol: 'HTTP/1.1',
    },
  ).catch((error: unknown) => {
    if (error instanceof Lost || error instanceof StatusError) return undefined;
    throw error;
  });
  if (outcome?.type !== 'response') {
    // The real one forwards from a free port of the machine; which one is chance.
    const url = `http://localhost:40395${path}`;
    throw new CommandError(`${told}: failure running port forward process: Get "${url}": EOF`);
  }
  const { status, body } = outcome.response;
  if (status >= 400) throw new CommandError(`${told}: unexpected status code: ${status}`);
  return body;
}

async function requirePod(context: Context, pod: PodTarget, told: string): Promise<JsonObject> {
  const path = `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}`;
  try {
    return await context.client.json('GET', path);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    throw new CommandError(`${told}: unable to retrieve Pod: ${error.message}`);
  }
}
