import type { Ran, World } from '#checks/world.ts';
import { kindSources, toResource, toSnapshot } from '#mesh/istio/analysis/read-resources.ts';
import type { Snapshot } from '#mesh/istio/analysis/resource.ts';

/** Just after a line of the learner's. */
export interface Moment {
  readonly world: World;
  readonly line: string;
  readonly exitCode: number;
  /** What that line has started, in order. */
  readonly ran: readonly Ran[];
}

/** One usual mistake: what to say when it has just been made. */
export interface Rule {
  /** `sans-etiquette`: stays the same once published. */
  readonly id: string;
  /** French, with Markdown's `code`. Undefined: this is not the mistake. */
  readonly find: (moment: Moment) => string | undefined;
}

/** A mistake that lasts: it is told when it appears. */
export interface StateRule {
  readonly id: string;
  /** Each place where it is made now. */
  readonly find: (moment: Pick<Moment, 'world'>) => readonly string[];
}

/** What the cluster holds of the kinds that Istio's analyzers read. */
export function snapshotOf({ api }: World): Snapshot {
  const served = new Set(api.resources());
  return toSnapshot(
    Object.values(kindSources).flatMap(({ plural, group }) => {
      const resource = group ? `${plural}.${group}` : plural;
      if (!served.has(resource)) return [];
      return api.list(resource).flatMap((object) => toResource(object) ?? []);
    }),
  );
}

/** A control plane is there: before that, nothing is a mistake about the mesh. */
export function hasMesh({ api }: World): boolean {
  return api
    .list('pods', { labels: 'app=istiod' })
    .some(({ status }) => status?.phase === 'Running');
}

/** The value of a flag of kubectl: `-n shop`, `-nshop`, `--namespace=shop`. */
export function flagOf(args: readonly string[], ...names: readonly string[]): string | undefined {
  for (const [at, arg] of args.entries()) {
    if (arg === '--') return undefined;
    const name = names.find((one) => arg === one || arg.startsWith(`${one}=`));
    if (name) return arg === name ? args[at + 1] : arg.slice(name.length + 1);
    const short = names.find((one) => !one.startsWith('--') && arg.startsWith(one));
    if (short && !arg.startsWith('--')) return arg.slice(short.length);
  }
  return undefined;
}
