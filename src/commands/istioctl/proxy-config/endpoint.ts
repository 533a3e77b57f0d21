import type { JsonObject } from '#cluster/api/object.ts';
import { at } from '#cluster/api/json.ts';
import { goSort } from '#commands/kubectl/go-sort.ts';
import { listAt, numberAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import type { Verb } from '#commands/istioctl/command.ts';
import type { Context } from '#commands/istioctl/context.ts';
import { askProxy } from '#commands/istioctl/pod-target.ts';
import { parseJson } from './config-dump.ts';
import { withJsonNames } from './field-names.ts';
import { print, printTable } from './output.ts';
import { fileText, sourceOf } from './sources.ts';

/** What the proxy knows of its hosts now: /clusters (istioctl/pkg/writer/envoy/clusters/clusters.go). */
export const endpointVerb: Verb = async (context) => {
  const pod = await sourceOf(context, 'endpoints');
  const told = 'failed to execute command on Envoy';
  const text = pod
    ? await askProxy(context, pod, { path: '/clusters?format=json', told })
    : await fileText(context);
  const clusters = listAt({ all: withJsonNames(parseJson(text)) }, 'all.clusterStatuses');
  const matches = hostFilter(context);
  await print(context, {
    short: () => endpointTable(clusters, matches),
    whole: () =>
      clusters.filter((cluster) => hostsOf(cluster).some((host) => matches(host, cluster))),
  });
};

type HostFilter = (host: JsonObject, cluster: JsonObject) => boolean;

function hostFilter({ flags }: Context): HostFilter {
  const [address, cluster, status] = [
    flags.text('address'),
    flags.text('cluster'),
    flags.text('status'),
  ].map((word) => word.toLowerCase());
  const port = flags.number('port');
  return (host, of) =>
    (!address || addressOf(host).toLowerCase() === address) &&
    (port === 0 || portOf(host) === port) &&
    (!cluster || textAt(of, 'name').toLowerCase() === cluster) &&
    (!status || statusOf(host).toLowerCase() === status);
}

function endpointTable(clusters: readonly JsonObject[], matches: HostFilter): string {
  const found = clusters.flatMap((cluster) =>
    hostsOf(cluster)
      .filter((host) => matches(host, cluster))
      .map((host) => ({ host, cluster: textAt(cluster, 'name') })),
  );
  const sorted = goSort(found, (a, b) => {
    const [one, other] = [addressOf(a.host), addressOf(b.host)];
    if (one !== other) return one < other;
    const [first, second] = [portOf(a.host), portOf(b.host)];
    return first === second ? a.cluster < b.cluster : first < second;
  });
  const rows = sorted.map(({ host, cluster }) => {
    const port = portOf(host);
    const isOut = at(host, 'healthStatus', 'failedOutlierCheck') === true;
    const endpoint = port === 0 ? addressOf(host) : `${addressOf(host)}:${port}`;
    return [endpoint, statusOf(host), isOut ? 'FAILED' : 'OK', cluster];
  });
  return printTable([['ENDPOINT', 'STATUS', 'OUTLIER CHECK', 'CLUSTER'], ...rows]);
}

function hostsOf(cluster: JsonObject): readonly JsonObject[] {
  return listAt(cluster, 'hostStatuses');
}

function addressOf(host: JsonObject): string {
  const socket = recordAt(host, 'address.socketAddress');
  return textAt(socket, 'address') || `unix://${textAt(host, 'address.pipe.path')}`;
}

function portOf(host: JsonObject): number {
  return numberAt(host, 'address.socketAddress.portValue');
}

function statusOf(host: JsonObject): string {
  return textAt(host, 'healthStatus.edsHealthStatus') || 'UNKNOWN';
}
