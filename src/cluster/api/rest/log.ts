import type { LogOptions } from '#cluster/kubelet/agent.ts';
import { invalid } from '#cluster/api/schema/field-error.ts';
import type { ResourceExchange } from './exchange.ts';
import { agentOf, containerOf, hasHost, podOf } from './container.ts';
import { started } from './stream.ts';

/** `pods/log`. */
export async function readLog(exchange: ResourceExchange): Promise<Response> {
  const { query, route, request } = exchange;
  const pod = podOf(exchange);
  const options = optionsOf(query, containerOf(pod, query.get('container')));
  const headers = { 'content-type': 'text/plain' };
  if (!hasHost(pod)) return new Response('', { headers });
  const at = { namespace: route.namespace ?? '', name: route.name ?? '' };
  const lines = agentOf(exchange).logs(at, options);
  return new Response(await started(lines, request.signal), { headers });
}

function optionsOf(query: URLSearchParams, container: string): LogOptions {
  const flag = (key: 'follow' | 'previous' | 'timestamps') =>
    query.get(key) === 'true' ? { [key]: true } : {};
  const count = (key: 'tailLines' | 'limitBytes' | 'sinceSeconds') => {
    const value = query.get(key);
    return value === null ? {} : { [key]: counted(key, value) };
  };
  const sinceTime = query.get('sinceTime');
  return {
    container,
    ...flag('follow'),
    ...flag('previous'),
    ...flag('timestamps'),
    ...count('tailLines'),
    ...count('limitBytes'),
    ...count('sinceSeconds'),
    ...(sinceTime === null ? {} : { sinceTime }),
  };
}

/** pkg/apis/core/validation ValidatePodLogOptions. */
function counted(key: string, text: string): number {
  const value = Number(text);
  const least = key === 'tailLines' ? 0 : 1;
  if (value >= least) return value;
  const detail = least === 0 ? 'must be greater than or equal to 0' : 'must be greater than 0';
  throw invalid({ group: '', kind: 'PodLogOptions', name: '' }, [
    { type: 'Invalid value', field: key, value, detail },
  ]);
}
