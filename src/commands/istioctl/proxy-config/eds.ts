import type { JsonObject } from '#cluster/api/object.ts';
import { goSort } from '#commands/kubectl/go-sort.ts';
import { listAt, numberAt, textAt } from '#commands/kubectl/json.ts';
import type { Verb } from '#commands/istioctl/command.ts';
import type { Context } from '#commands/istioctl/context.ts';
import { endpointsOf, type ConfigDump } from './config-dump.ts';
import { print, printTable } from './output.ts';
import { dumpOf } from './sources.ts';
import { isBefore } from './subset-key.ts';

/** What the proxy was sent: the dump's endpoints (istioctl/pkg/writer/envoy/configdump/endpoint.go). */
export const edsVerb: Verb = async (context) => {
  const assignments = chosenAssignments(context, await dumpOf(context, 'eds', 'eds'));
  await print(context, { short: () => assignmentTable(assignments), whole: () => assignments });
};

/** Those that still have an endpoint once filtered, by cluster. */
export function chosenAssignments({ flags }: Context, dump: ConfigDump): readonly JsonObject[] {
  const word = (name: string): string => (flags.has(name) ? flags.text(name).toLowerCase() : '');
  const [address, cluster, status] = ['address', 'cluster', 'status'].map(word);
  const port = flags.number('port');
  const matches = (endpoint: JsonObject, of: JsonObject): boolean =>
    (!address || addressesOf(endpoint).some((each) => each.toLowerCase() === address)) &&
    (port === 0 || numberAt(endpoint, 'endpoint.address.socketAddress.portValue') === port) &&
    (!cluster || textAt(of, 'clusterName').toLowerCase() === cluster) &&
    (!status || statusOf(endpoint).toLowerCase() === status);
  const kept = endpointsOf(dump).map((assignment) => ({
    ...assignment,
    endpoints: listAt(assignment, 'endpoints').map((locality) => ({
      ...locality,
      lbEndpoints: listAt(locality, 'lbEndpoints').filter((each) => matches(each, assignment)),
    })),
  }));
  const nonEmpty = kept.filter(({ endpoints }) =>
    endpoints.some(({ lbEndpoints }) => lbEndpoints.length > 0),
  );
  return goSort<JsonObject>(nonEmpty, (a, b) =>
    isBefore(textAt(a, 'clusterName'), textAt(b, 'clusterName')),
  );
}

export function assignmentTable(assignments: readonly JsonObject[], isNamed = false): string {
  const rows = assignments.flatMap((assignment) =>
    listAt(assignment, 'endpoints').flatMap((locality) =>
      listAt(locality, 'lbEndpoints').map((endpoint) => [
        `${isNamed ? 'endpoint/' : ''}${addressesOf(endpoint).join(',')}`,
        statusOf(endpoint),
        localityOf(locality),
        textAt(assignment, 'clusterName'),
      ]),
    ),
  );
  return printTable([['NAME', 'STATUS', 'LOCALITY', 'CLUSTER'], ...rows]);
}

function addressesOf(endpoint: JsonObject): readonly string[] {
  const own = 'endpoint.address';
  const others = listAt(endpoint, 'endpoint.additionalAddresses');
  return [
    describeAddress(endpoint, own),
    ...others.map((each) => describeAddress(each, 'address')),
  ];
}

function describeAddress(value: JsonObject, path: string): string {
  const host = textAt(value, `${path}.socketAddress.address`);
  if (host !== '') return `${host}:${numberAt(value, `${path}.socketAddress.portValue`)}`;
  const listener = textAt(value, `${path}.envoyInternalAddress.serverListenerName`);
  const id = textAt(value, `${path}.envoyInternalAddress.endpointId`);
  if (listener !== '') return `envoy://${listener}/${id}`;
  return textAt(value, `${path}.pipe.path`) || 'unknown';
}

function statusOf(endpoint: JsonObject): string {
  return textAt(endpoint, 'healthStatus') || 'UNKNOWN';
}

/** `region/zone/subzone`, without what is empty at the end. */
function localityOf(locality: JsonObject): string {
  const parts = ['region', 'zone', 'subZone'].map((name) => textAt(locality, `locality.${name}`));
  return parts.join('/').replace(/\/+$/, '');
}
