import { badRequest } from '#cluster/api/errors.ts';
import type { ResourceExchange } from './exchange.ts';
import { agentOf, containerOf, hasHost, podOf } from './container.ts';
import { started } from './stream.ts';

/** `pods/exec` and `pods/attach`: messages of `v5.channel.k8s.io`, both ways. */
export async function connectPod(
  exchange: ResourceExchange,
  how: 'exec' | 'attach',
): Promise<Response> {
  const { query, route, request, upstream } = exchange;
  const pod = podOf(exchange);
  const container = containerOf(pod, query.get('container'));
  if (!hasHost(pod)) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  if (!upstream) throw badRequest('Upgrade request required');
  const isOn = (key: string): boolean => ['true', '1'].includes(query.get(key) ?? '');
  const options = {
    container,
    stdin: isOn('stdin'),
    stdout: isOn('stdout'),
    stderr: isOn('stderr'),
    tty: isOn('tty'),
  };
  const at = { namespace: route.namespace ?? '', name: route.name ?? '' };
  const agent = agentOf(exchange);
  const messages =
    how === 'attach'
      ? agent.attach(at, options, upstream)
      : agent.exec(at, { ...options, command: query.getAll('command') }, upstream);
  return new Response(await started(messages, request.signal), {
    headers: { 'sec-websocket-protocol': 'v5.channel.k8s.io' },
  });
}
