import { humanDuration } from '#cluster/duration.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import { isRecord, textAt } from '#commands/kubectl/json.ts';
import type { Verb } from './command.ts';
import type { Context } from './context.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';
import { runningIstiods } from './istiods.ts';
import { requestPod } from './pod-request.ts';
import { compareProxy } from './proxy-compare.ts';
import { printTable } from './proxy-config/output.ts';

/** One proxy as one istiod sees it: an entry of /debug/syncz. */
export interface Sync {
  readonly istiod: string;
  readonly proxy: JsonObject;
}

/** istioctl/pkg/proxystatus and istioctl/pkg/writer/pilot/status.go (1.31). */
export const proxyStatus: Verb = async (context) => {
  const { args, flags } = context;
  const [name] = args;
  if (name !== undefined)
    return await compareProxy(context, name, async () => (await syncs(context)).found);
  const format = flags.text('output');
  if (format !== 'table') throw notSimulated(`istioctl proxy-status -o ${format}`);
  const { istiods, found } = await syncs(context);
  const namespace = flags.text('namespace');
  const shown = found
    .filter(({ proxy }) => namespace === '' || idOf(proxy).split('.')[1] === namespace)
    .toSorted((a, b) => (idOf(a.proxy) < idOf(b.proxy) ? -1 : 1));
  if (shown.length === 0) throw new CommandError(`no proxies found (checked ${istiods} istiods)`);
  const now = context.process.time.now();
  await context.out(flags.number('verbosity') > 0 ? everyType(shown, now) : subscriptions(shown));
};

interface Syncs {
  readonly istiods: number;
  readonly found: readonly Sync[];
}

async function syncs(context: Context): Promise<Syncs> {
  const pods = await runningIstiods(context, context.flags.text('revision'));
  if (pods.length === 0)
    throw new CommandError(`no running Istio pods in "${context.istioNamespace}"`);
  const lists = await Promise.all(
    pods.map(async (pod): Promise<readonly Sync[]> => {
      const target = { namespace: context.istioNamespace, pod, port: 15_014 };
      const list: unknown = JSON.parse(await requestPod(context, target, '/debug/syncz'));
      const proxies = Array.isArray(list) ? list.filter(isRecord) : [];
      return proxies.map((proxy) => ({ istiod: pod, proxy }));
    }),
  );
  return { istiods: pods.length, found: lists.flat() };
}

const typeNames = { CDS: 'cluster', LDS: 'listener', EDS: 'endpoint', RDS: 'route' } as const;

type Type = keyof typeof typeNames;

const types: readonly Type[] = ['CDS', 'LDS', 'EDS', 'RDS'];

function subscriptions(shown: readonly Sync[]): string {
  const rows = shown.map(({ istiod, proxy }) => {
    const sent = types.filter((type) => sentOf(proxy, type) !== '');
    const subscribed = sent.length === 0 ? '0' : `${sent.length} (${sent.join(',')})`;
    return [...start(proxy), istiod, textAt(proxy, 'istio_version'), subscribed];
  });
  return printTable([['NAME', 'CLUSTER', 'ISTIOD', 'VERSION', 'SUBSCRIBED TYPES'], ...rows]);
}

/** `-v 1`. */
function everyType(shown: readonly Sync[], now: number): string {
  const columns = ['CDS', 'ECDS', 'EDS', 'LDS', 'RDS'];
  const rows = shown.map(({ istiod, proxy }) => [
    ...start(proxy),
    ...columns.map((column) => {
      const type = types.find((each) => each === column);
      return type ? state(proxy, type, now) : 'IGNORED';
    }),
    istiod,
    textAt(proxy, 'istio_version'),
  ]);
  return printTable([['NAME', 'CLUSTER', ...columns, 'ISTIOD', 'VERSION'], ...rows]);
}

function state(proxy: JsonObject, type: Type, now: number): string {
  const sent = sentOf(proxy, type);
  if (sent === '') return 'IGNORED';
  if (textAt(proxy, `${typeNames[type]}_acked`) !== sent) return 'STALE';
  // A version begins with the moment of its push.
  const at = Date.parse(sent.split('/')[0] ?? '');
  return Number.isNaN(at) ? 'SYNCED' : `SYNCED (${humanDuration(now - at)})`;
}

function start(proxy: JsonObject): readonly string[] {
  return [idOf(proxy), textAt(proxy, 'cluster_id')];
}

function sentOf(proxy: JsonObject, type: Type): string {
  return textAt(proxy, `${typeNames[type]}_sent`);
}

function idOf(proxy: JsonObject): string {
  return textAt(proxy, 'proxy');
}
