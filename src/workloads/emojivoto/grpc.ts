import type { Container } from '#cluster/kubelet/image.ts';
import { header } from '#cluster/network/headers.ts';
import type { Connection, HttpRequest, Outcome } from '#cluster/network/http.ts';
import { parseJson } from '#workloads/url.ts';
import { goError, parseTarget, send, type Call } from '#workloads/calling.ts';
import { grpcCodes } from '#cluster/network/grpc-codes.ts';

/** What a call gave, or the error as Go prints it: `rpc error: code = … desc = …`. */
export type Reply = { value: unknown; elapsed: number } | { error: string; elapsed: number };

export interface GrpcClient {
  call: (call: Call, method: string, message: object) => Reply;
  save: () => () => void;
}

/** As grpc-go: one connection, kept; every call of a client goes to the same pod unless a proxy balances them. */
export function createGrpcClient(container: Container, target: string): GrpcClient {
  const { host, port } = parseTarget(target);
  let via: Connection | undefined;
  const exchange = (call: Call, method: string, message: object): Outcome => {
    const request: HttpRequest = {
      method: 'POST',
      authority: target,
      path: method,
      headers: [
        ['content-type', 'application/grpc'],
        ['user-agent', 'grpc-go/1.48.0'],
        ['te', 'trailers'],
      ],
      body: JSON.stringify(message),
      protocol: 'HTTP/2',
      grpc: true,
    };
    const outcome = send(call, request, { host, port, via });
    via = outcome.type === 'response' ? outcome.via : undefined;
    return outcome;
  };
  return {
    call: (call, method, message) => {
      const isKept = via !== undefined;
      const first = exchange(call, method, message);
      // A connection that broke while it was idle is dialled again.
      const outcome = first.type === 'failure' && isKept ? exchange(call, method, message) : first;
      return read(outcome, container, `${host}:${port}`);
    },
    save: () => {
      const saved = via;
      return () => {
        via = saved;
      };
    },
  };
}

function read(outcome: Outcome, container: Container, at: string): Reply {
  const { elapsed } = outcome;
  if (outcome.type === 'failure') {
    const dialling = goError(container, outcome.failure, at);
    const detail = `connection error: desc = "transport: Error while dialing ${dialling}"`;
    return { error: `rpc error: code = Unavailable desc = ${detail}`, elapsed };
  }
  const { response } = outcome;
  const status = grpcHeader(response, 'grpc-status');
  if (status === undefined) {
    const code =
      response.status === 401
        ? 'Unauthenticated'
        : response.status === 403
          ? 'PermissionDenied'
          : response.status === 404
            ? 'Unimplemented'
            : response.status >= 500 && response.status < 505 && response.status !== 500
              ? 'Unavailable'
              : 'Unknown';
    return {
      error: `rpc error: code = ${code} desc = unexpected HTTP status code received from server: ${response.status}`,
      elapsed,
    };
  }
  if (status !== '0') {
    const message = grpcHeader(response, 'grpc-message') ?? '';
    return {
      error: `rpc error: code = ${grpcCodes[Number(status)] ?? 'Unknown'} desc = ${message}`,
      elapsed,
    };
  }
  return { value: parseJson(response.body) ?? {}, elapsed };
}

function grpcHeader(
  response: { headers: HttpRequest['headers']; trailers?: HttpRequest['headers'] },
  name: string,
): string | undefined {
  return header({ headers: response.trailers ?? [] }, name) ?? header(response, name);
}

/** A gRPC answer: 200 whatever happened, the status in its trailers. */
export function grpcOutcome(
  value: object,
  elapsed: number,
  error?: { code: number; message: string },
): Outcome {
  return {
    type: 'response',
    elapsed,
    response: {
      status: 200,
      headers: [['content-type', 'application/grpc']],
      body: error ? '' : JSON.stringify(value),
      protocol: 'HTTP/2',
      trailers: [
        ['grpc-status', String(error?.code ?? 0)],
        ['grpc-message', error?.message ?? ''],
      ],
    },
  };
}
