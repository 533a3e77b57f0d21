import type { JsonObject } from '#cluster/api/object.ts';
import { PlainError } from '#commands/cobra/errors.ts';
import { CommandError, StatusError } from '#commands/kubectl/errors.ts';
import type { Context } from '#commands/linkerd/context.ts';
import { callPod, fieldsOfAnswer, RpcError, runningPod } from '#commands/linkerd/pod-ports.ts';

const service = '/io.linkerd.proxy.destination.Destination';

/** What the destination controller answers to a proxy that asks for `path` (controller/api/destination/client.go). */
export async function askDestination(
  context: Context,
  method: 'Get' | 'GetProfile',
  path: string,
): Promise<JsonObject> {
  const pod = await destinationPod(context);
  const door = { namespace: context.controlPlaneNamespace, pod, remote: 8086 };
  const message = { scheme: 'http:', path, context_token: context.flags.text('token') };
  try {
    return fieldsOfAnswer(await callPod(context, door, `${service}/${method}`, message));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    // Of a stream of endpoints only the server's own words are told.
    const words = error instanceof RpcError && method === 'Get' ? error.description : error.message;
    throw new PlainError(`Destination API error: ${words}`);
  }
}

async function destinationPod(context: Context): Promise<string> {
  const given = context.flags.text('destination-pod');
  if (given !== '') return given;
  try {
    return await runningPod(context, context.controlPlaneNamespace, 'linkerd-destination');
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof StatusError)) throw error;
    throw new PlainError(`Error creating destination client: ${error.message}`);
  }
}
