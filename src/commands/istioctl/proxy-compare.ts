import { listAt, textAt } from '#commands/kubectl/json.ts';
import type { Context } from './context.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';
import { askProxy, podTarget } from './pod-target.ts';
import { parseConfigDump, type ConfigDump } from './proxy-config/config-dump.ts';
import { fileText } from './proxy-config/sources.ts';
import type { Sync } from './proxy-status.ts';

/**
 * What one proxy holds, against what istiod last sent it (istioctl/pkg/writer/compare, 1.31). The versions are compared: here,
 * two configurations of one version are the same one.
 */
export async function compareProxy(
  context: Context,
  name: string,
  found: () => Promise<readonly Sync[]>,
): Promise<void> {
  const pod = await podTarget(context, name);
  const told = 'could not contact sidecar';
  const text =
    context.flags.text('file') === ''
      ? await askProxy(context, pod, { path: '/config_dump', told })
      : await fileText(context);
  const dump = parseConfigDump(text);
  const id = `${pod.name}.${pod.namespace}`;
  const sync = (await found()).find(({ proxy }) => textAt(proxy, 'proxy') === id);
  if (!sync) throw new CommandError('unable to find config dump in Pilot responses');
  const held = parts.flatMap(([section, list]) => versionsOf(dump, section, list));
  if (held.some((version) => !sentTo(sync).includes(version)))
    throw notSimulated('le détail de ce qui diffère (istioctl proxy-status <pod>)');
  const loaded = lastLoaded(dump);
  await context.out(
    `Clusters Match\nListeners Match\nRoutes Match${loaded === undefined ? '' : ` (RDS last loaded at ${loaded})`}\n`,
  );
}

const parts = [
  ['Clusters', 'dynamicActiveClusters'],
  ['Listeners', 'dynamicListeners'],
  ['Routes', 'dynamicRouteConfigs'],
] as const;

/** A proxy counts one version for all that it holds: that of its last push, whatever was in it. */
function sentTo({ proxy }: Sync): readonly string[] {
  return ['cluster', 'listener', 'route', 'endpoint'].map((type) => textAt(proxy, `${type}_sent`));
}

function versionsOf(
  dump: ConfigDump,
  section: (typeof parts)[number][0],
  list: string,
): readonly string[] {
  if (!dump.has(section)) return [];
  return listAt(dump.section(section), list).map(
    (entry) => textAt(entry, 'versionInfo') || textAt(entry, 'activeState.versionInfo'),
  );
}

/** time.RFC1123, in the zone of the machine. */
function lastLoaded(dump: ConfigDump): string | undefined {
  if (!dump.has('Routes')) return undefined;
  const times = listAt(dump.section('Routes'), 'dynamicRouteConfigs')
    .map((entry) => Date.parse(textAt(entry, 'lastUpdated')))
    .filter((time) => !Number.isNaN(time));
  if (times.length === 0) return undefined;
  return new Date(Math.max(...times)).toUTCString().replace('GMT', 'UTC');
}
