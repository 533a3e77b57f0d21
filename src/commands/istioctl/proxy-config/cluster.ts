import type { JsonObject } from '#cluster/api/object.ts';
import { goSort } from '#commands/kubectl/go-sort.ts';
import { textAt } from '#commands/kubectl/json.ts';
import type { Verb } from '#commands/istioctl/command.ts';
import type { Context } from '#commands/istioctl/context.ts';
import { clustersOf, type ConfigDump } from './config-dump.ts';
import { managedBy } from './managed-by.ts';
import { print, printTable } from './output.ts';
import { dumpOf } from './sources.ts';
import { isBefore, parseSubsetKey } from './subset-key.ts';

/** istioctl/pkg/writer/envoy/configdump/cluster.go. */
export const clusterVerb: Verb = async (context) => {
  const clusters = chosenClusters(context, await dumpOf(context, 'cluster', 'cluster'));
  await print(context, { short: () => clusterTable(clusters), whole: () => clusters });
};

export function chosenClusters({ flags }: Context, dump: ConfigDump): readonly JsonObject[] {
  const words = [flags.text('fqdn'), flags.text('direction'), flags.text('subset')];
  const port = flags.number('port');
  const wanted = port === 0 ? words : [...words, `|${port}|`];
  const sorted = goSort(clustersOf(dump), (a, b) => isBefore(textAt(a, 'name'), textAt(b, 'name')));
  return sorted.filter((cluster) => wanted.every((word) => textAt(cluster, 'name').includes(word)));
}

/** With a first column that names each, in a list of everything. */
export function clusterTable(clusters: readonly JsonObject[], isNamed = false): string {
  const header = ['SERVICE FQDN', 'PORT', 'SUBSET', 'DIRECTION', 'TYPE', 'DESTINATION RULE'];
  const rows = clusters.map((cluster) => {
    const name = `${isNamed ? 'cluster/' : ''}${textAt(cluster, 'name')}`;
    const key = parseSubsetKey(textAt(cluster, 'name'));
    const cells = key
      ? [key.host, key.port, key.subset || '-', key.direction]
      : [name, '-', '-', '-'];
    const row = [...cells, textAt(cluster, 'type') || 'STATIC', managedBy(cluster)];
    return isNamed ? [name, ...row] : row;
  });
  return printTable([isNamed ? ['NAME', ...header] : header, ...rows]);
}
