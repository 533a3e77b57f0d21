import { textOf } from '#cluster/api/json.ts';
import { Refusal, workloadOf, type Calls } from '#mesh/linkerd/control-plane/introspection.ts';
import { serverMessage } from '#mesh/linkerd/control-plane/messages/inbound.ts';
import { policyMessage } from '#mesh/linkerd/control-plane/messages/outbound.ts';
import type { Lookup } from './authorizations.ts';
import { serviceBackend } from './backends.ts';
import { inboundServer } from './inbound.ts';
import { servicePolicy } from './outbound.ts';

const proxy = '/io.linkerd.proxy';

/** What `linkerd diagnostics policy` asks (policy-controller/grpc/src/inbound.rs and outbound.rs, edge-26.6.3). */
export function policyCalls(lookup: () => Lookup): Calls {
  return {
    [`${proxy}.inbound.InboundServerPolicies/GetPort`]: ({ workload, port }) => {
      const { namespace, pod: name } = workloadOf(textOf(workload));
      if (!isPort(port)) throw new Refusal('InvalidArgument', `Invalid port: ${String(port)}`);
      const known = lookup();
      const pod = known.index.pods.get(`${namespace}/${name}`);
      if (!pod) throw new Refusal('NotFound', 'unknown server');
      return serverMessage(inboundServer(known, pod, port));
    },
    [`${proxy}.outbound.OutboundPolicies/Get`]: ({ source_workload: source, authority }) => {
      const known = lookup();
      const { name, namespace, port } = readAuthority(textOf(authority), known.info.clusterDomain);
      const service = known.index.services.get(`${namespace}/${name}`);
      if (!service) throw new Refusal('NotFound', 'unknown target');
      const client = workloadOf(textOf(source)).namespace;
      const fallback = serviceBackend(known, { namespace, name, port });
      return policyMessage(servicePolicy(known, { service, port, client }), fallback);
    },
  };
}

function isPort(port: unknown): port is number {
  return typeof port === 'number' && port > 0 && port < 65_536;
}

/** `web-svc.emojivoto.svc:80`, with the cluster's domain or without. */
function readAuthority(authority: string, clusterDomain: string) {
  const [, host = '', port = ''] = /^(.*?)(?::(\d+))?$/.exec(authority) ?? [];
  const [name = '', namespace = '', svc] = host.split('.');
  if (svc !== 'svc') {
    const form = `<name>.<namespace>.svc.${clusterDomain}`;
    throw new Refusal('NotFound', `authority must be of the form ${form}`);
  }
  const given = Number(port);
  return { name, namespace, port: isPort(given) ? given : 80 };
}
