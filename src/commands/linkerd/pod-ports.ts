import type { JsonObject } from '#cluster/api/object.ts';
import type { HttpRequest, HttpResponse } from '#cluster/network/http.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { type Door, forwardOne, Lost } from '#commands/kubectl/forwarding/connection.ts';
import { isRecord, listAt, textAt } from '#commands/kubectl/json.ts';
import type { Context } from './context.ts';
import { grpcCodes } from '#cluster/network/grpc-codes.ts';

/** A server's refusal of a gRPC call. */
export class RpcError extends CommandError {
  override name = 'RpcError';
  /** The server's own words. */
  readonly description: string;
  constructor(code: string, description: string) {
    super(`rpc error: code = ${code} desc = ${description}`);
    this.description = description;
  }
}

/** What a port of a pod answers to a GET, whatever its status: by port-forward, as the real one. */
export async function getFromPod(context: Context, door: Door, path: string): Promise<string> {
  const { body } = await exchange(context, door, {
    method: 'GET',
    authority: `localhost:${door.remote}`,
    path,
    headers: [],
    body: '',
    protocol: 'HTTP/1.1',
  });
  return body;
}

/** Calls `/io.linkerd.proxy.destination.Destination/Get` of a pod, say, with a message and for one; throws an RpcError. */
export async function callPod(
  context: Context,
  door: Door,
  method: string,
  message: JsonObject,
): Promise<unknown> {
  const { body, trailers = [] } = await exchange(context, door, {
    method: 'POST',
    authority: `localhost:${door.remote}`,
    path: method,
    headers: [['content-type', 'application/grpc']],
    body: JSON.stringify(message),
    protocol: 'HTTP/2',
    grpc: true,
  });
  const status = new Map(trailers);
  const code = grpcCodes[Number(status.get('grpc-status') ?? 0)] ?? 'Unknown';
  if (code !== 'OK') throw new RpcError(code, status.get('grpc-message') ?? '');
  return JSON.parse(body);
}

async function exchange(context: Context, door: Door, request: HttpRequest): Promise<HttpResponse> {
  try {
    const outcome = await forwardOne(context, door, request);
    if (outcome.type === 'response') return outcome.response;
    throw new CommandError('EOF');
  } catch (error) {
    if (error instanceof Lost) throw new CommandError(error.message);
    throw error;
  }
}

/** `k8s.NewPortForward`: the first running pod whose name begins so (linkerd2 pkg/k8s/portforward.go). */
export async function runningPod(
  { client }: Context,
  namespace: string,
  deployment: string,
): Promise<string> {
  const pods = listAt(await client.json('GET', `/api/v1/namespaces/${namespace}/pods`), 'items');
  const pod = pods.find(
    (one) =>
      textAt(one, 'status.phase') === 'Running' &&
      textAt(one, 'metadata.name').startsWith(deployment),
  );
  if (pod === undefined) throw new CommandError(`no running pods found for ${deployment}`);
  return textAt(pod, 'metadata.name');
}

/** The fields of what was answered, when it has any. */
export function fieldsOfAnswer(answer: unknown): JsonObject {
  return isRecord(answer) ? answer : {};
}
