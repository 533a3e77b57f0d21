import type { JsonObject } from '#cluster/api/object.ts';
import { type Info } from '#commands/kubectl/builder.ts';
import { infoOf } from '#commands/kubectl/manifest-infos.ts';
import type { Context } from '#commands/kubectl/context.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { listAt, numberAt, recordAt, textAt, textsAt } from '#commands/kubectl/json.ts';

/** The pods of a workload or a service, as `logs`, `exec` and `port-forward` choose among them. */
export function selectorOf({ resource, object }: Info, verb: string): string {
  switch (resource.kind) {
    case 'Service':
    case 'ReplicationController': {
      const selector = recordAt(object, 'spec.selector');
      if (Object.keys(selector).length === 0)
        throw new CommandError(
          `${verb}: invalid ${resource.kind.toLowerCase()} '${textAt(object, 'metadata.name')}': ${resource.kind} is defined without a selector`,
        );
      return terms(selector);
    }
    case 'Deployment':
    case 'DaemonSet':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'Job':
      return selectorText(recordAt(object, 'spec.selector'));
    default:
      throw new CommandError(`${verb}: selector for *v1.${resource.kind} not implemented`);
  }
}

function terms(map: JsonObject): string {
  return Object.entries(map)
    .map(([key, value]) => `${key}=${textAt(value, '')}`)
    .join(',');
}

/** A LabelSelector as a query. */
export function selectorText(selector: JsonObject): string {
  const signs: Readonly<Record<string, string>> = { In: 'in', NotIn: 'notin' };
  const expressions = listAt(selector, 'matchExpressions').map((one) => {
    const key = textAt(one, 'key');
    const operator = textAt(one, 'operator');
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${signs[operator] ?? ''} (${textsAt(one, 'values').join(',')})`;
  });
  const labels = terms(recordAt(selector, 'matchLabels'));
  return [...(labels === '' ? [] : [labels]), ...expressions].join(',');
}

export async function podsOf(
  context: Context,
  namespace: string,
  labelSelector: string,
): Promise<JsonObject[]> {
  const list = await context.client.json('GET', `/api/v1/namespaces/${namespace}/pods`, {
    query: { labelSelector },
  });
  return listAt(list, 'items').map((item) => ({ apiVersion: 'v1', kind: 'Pod', ...item }));
}

/** GetFirstPod: waits for one to appear, for as long as the verb's --pod-running-timeout says. */
export async function firstPod(
  context: Context,
  { namespace, selector }: { namespace: string; selector: string },
  order: readonly Criterion[],
  timeoutMs: number,
): Promise<{ pod: JsonObject; count: number }> {
  const { time, signal } = context.process;
  const deadline = time.now() + timeoutMs;
  for (;;) {
    const pods = await podsOf(context, namespace, selector);
    const [pod] = sortPods(pods, order);
    if (pod !== undefined) return { pod, count: pods.length };
    if (time.now() >= deadline) throw new CommandError('timed out waiting for the condition');
    await time.sleep(Math.min(1000, deadline - time.now()), signal);
  }
}

/** Smaller comes first. */
type Criterion = (pod: JsonObject) => number;

const phaseRank =
  (ranks: Readonly<Record<string, number>>): Criterion =>
  (pod) =>
    ranks[textAt(pod, 'status.phase')] ?? 0;

const isReady = (pod: JsonObject): boolean =>
  listAt(pod, 'status.conditions').some(
    (one) => one['type'] === 'Ready' && one['status'] === 'True',
  );

const readySince = (pod: JsonObject): number => {
  const ready = listAt(pod, 'status.conditions').find((one) => one['type'] === 'Ready');
  return isReady(pod) ? Date.parse(textAt(ready, 'lastTransitionTime')) : 0;
};

const restarts = (pod: JsonObject): number =>
  Math.max(
    0,
    ...listAt(pod, 'status.containerStatuses').map((one) => numberAt(one, 'restartCount')),
  );

const created = (pod: JsonObject): number => Date.parse(textAt(pod, 'metadata.creationTimestamp'));

const isScheduled: Criterion = (pod) => (textAt(pod, 'spec.nodeName') === '' ? 1 : 0);

/** kubectl/pkg/util/podutils: ByLogging (v1.35). */
export const byLogging: readonly Criterion[] = [
  isScheduled,
  phaseRank({ Unknown: 1, Pending: 2 }),
  (pod) => (isReady(pod) ? 0 : 1),
  readySince,
  (pod) => -restarts(pod),
  created,
];

/** ActivePods, the other way round. */
const byActivity: readonly Criterion[] = [
  isScheduled,
  phaseRank({ Unknown: -1, Running: -2 }),
  (pod) => (isReady(pod) ? 0 : 1),
  readySince,
  restarts,
  created,
];

export function sortPods(pods: readonly JsonObject[], order: readonly Criterion[]): JsonObject[] {
  return [...pods].sort((a, b) => {
    for (const rank of order) {
      const difference = rank(a) - rank(b);
      if (difference !== 0 && !Number.isNaN(difference)) return difference;
    }
    return 0;
  });
}

/** AttachablePodForObject: the pod itself, or the first active one behind a workload or service. */
export async function podFor(context: Context, target: Info, timeoutMs: number): Promise<Info> {
  if (target.resource.kind === 'Pod') return target;
  const selector = selectorOf(target, `cannot attach to *v1.${target.resource.kind}`);
  const { pod } = await firstPod(
    context,
    { namespace: target.namespace, selector },
    byActivity,
    timeoutMs,
  );
  const resources = await context.resources();
  return infoOf(resources.require('pods'), pod, '');
}
