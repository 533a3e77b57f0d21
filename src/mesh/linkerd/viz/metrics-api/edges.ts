import { labelOf } from '#mesh/linkerd/viz/resource-types.ts';
import { labelsText } from './labels.ts';
import type { Answer, Edge, EdgesRequest, Resource } from './messages.ts';
import { identityOf } from './objects.ts';
import type { Sample } from './queries.ts';
import type { Surroundings } from './rows.ts';

const messages: Readonly<Record<string, string>> = {
  disabled: 'Disabled',
  loopback: 'Loopback',
  no_authority_in_http_request: 'No Authority In HTTP Request',
  not_http: 'Not HTTP',
  not_provided_by_remote: 'Not Provided By Remote',
  not_provided_by_service_discovery: 'Not Provided By Service Discovery',
};

/** viz/metrics-api/edges.go: who holds connections to whom. */
export function edges(
  around: Surroundings,
  { resource }: EdgesRequest,
): Answer<{ readonly edges: readonly Edge[] }> {
  const label = labelOf(resource.type);
  const labels = labelsText({ direction: 'outbound' }, [`${label}!=""`, `dst_${label}!=""`]);
  const samples = around.prometheus.query(
    `sum(tcp_open_connections${labels}) by (${label}, dst_${label}, pod, server_id, namespace, dst_namespace, no_tls_reason)`,
  );
  const found = new Map<string, Edge>();
  for (const sample of samples) {
    const edge = edgeOf(around, resource, sample);
    if (edge && !found.has(keyOf(edge))) found.set(keyOf(edge), edge);
  }
  return { ok: { edges: [...found.values()].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) } };
}

function edgeOf(
  { api }: Surroundings,
  { type, namespace: wanted }: Resource,
  { metric, value }: Sample,
): Edge | undefined {
  const { namespace = '', dst_namespace: dstNamespace = '', pod: podName = '' } = metric;
  if (value === 0) return undefined;
  if (wanted !== '' && wanted !== namespace && wanted !== dstNamespace) return undefined;
  const pod = api.find('pods', { namespace, name: podName });
  const clientId = pod && identityOf(pod);
  if (clientId === undefined) return undefined;
  const label = labelOf(type);
  return {
    src: { type, namespace, name: metric[label] ?? '' },
    dst: { type, namespace: dstNamespace, name: metric[`dst_${label}`] ?? '' },
    clientId,
    serverId: metric['server_id'] ?? '',
    noIdentityMsg: messages[metric['no_tls_reason'] ?? ''] ?? '',
  };
}

/** In the order of rows. */
function keyOf({ src, dst }: Edge): string {
  return [src.namespace, dst.namespace, src.name, dst.name].join('');
}
