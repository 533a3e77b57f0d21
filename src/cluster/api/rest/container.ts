import { badRequest, notFound } from '#cluster/api/errors.ts';
import { at, listOf, textOf } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { NodeAgent } from '#cluster/kubelet/agent.ts';
import { createAgent } from '#cluster/kubelet/node-agent.ts';
import { failure } from '#cluster/api/errors.ts';
import { groupResource, placeOf } from '#cluster/api/verbs/names.ts';
import type { ResourceExchange } from './exchange.ts';

export function podOf({ server, resource, route }: ResourceExchange): KubeObject {
  const name = route.name ?? '';
  const found = server.core.store.get(placeOf(resource, route.namespace, name));
  if (!found) throw notFound(groupResource(resource), name);
  return found;
}

export function agentOf({ server }: ResourceExchange): NodeAgent {
  const kubelet = server.kubelet();
  if (kubelet) return createAgent(kubelet);
  throw failure(500, 'InternalError', 'Internal error occurred: no kubelet runs in this cluster');
}

function names(pod: KubeObject, list: string): readonly string[] {
  return listOf(at(pod, 'spec', list)).map((container) => textOf(at(container, 'name')));
}

/** pkg/registry/core/pod/strategy.go validateContainer (v1.35): the container asked for, or the only one. */
export function containerOf(pod: KubeObject, asked: string | null): string {
  const { name } = pod.metadata;
  const own = names(pod, 'containers');
  const init = names(pod, 'initContainers');
  const ephemeral = names(pod, 'ephemeralContainers');
  if (asked) {
    if ([...own, ...init, ...ephemeral].includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  const [only = ''] = own;
  if (own.length === 1 && init.length === 0 && ephemeral.length === 0) return only;
  if (own.length === 0) throw badRequest(`a container name must be specified for pod ${name}`);
  const others = [
    init.length > 0 ? ` or one of the init containers: [${init.join(' ')}]` : '',
    ephemeral.length > 0 ? ` or one of the ephemeral containers: [${ephemeral.join(' ')}]` : '',
  ].join('');
  throw badRequest(
    `a container name must be specified for pod ${name}, choose one of: [${own.join(' ')}]${others}`,
  );
}

export function hasHost(pod: KubeObject): boolean {
  return textOf(at(pod, 'spec', 'nodeName')) !== '';
}
