import { forwardOne } from '#commands/kubectl/forwarding/connection.ts';
import type { Context } from './context.ts';
import { CommandError } from '#commands/cobra/errors.ts';

export interface Target {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/** Asks a port of a pod, by port-forward as the real one does: istiod's debug pages, a proxy's admin port. */
export async function requestPod(
  context: Context,
  { namespace, pod, port }: Target,
  path: string,
  method = 'GET',
): Promise<string> {
  const door = { namespace, pod, remote: port };
  const outcome = await forwardOne(context, door, {
    method,
    authority: `localhost:${port}`,
    path,
    headers: [],
    body: '',
    protocol: 'HTTP/1.1',
  });
  if (outcome.type === 'failure')
    throw new CommandError(`failure running port forward process: ${outcome.failure.reason}`);
  const { status, body } = outcome.response;
  if (status >= 400) throw new CommandError(`unexpected status code: ${status}`);
  return body;
}
