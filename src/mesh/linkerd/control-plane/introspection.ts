import type { Fields } from '#cluster/api/json.ts';
import { fieldsOf, optionalText, textOf } from '#cluster/api/json.ts';
import type { HttpRequest, Outcome } from '#cluster/network/http.ts';
import type { Workload } from '#mesh/linkerd/proxy-api.ts';

/** Calls by their whole names, `/io.linkerd.proxy.destination.Destination/Get`. */
export type Calls = Readonly<Record<string, (message: Fields) => object>>;

/** Why a call is refused. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly code: keyof typeof codes;
  constructor(code: keyof typeof codes, words: string) {
    super(words);
    this.code = code;
  }
}

const codes = { InvalidArgument: 3, NotFound: 5 };

/** What a call with a message is answered, as `linkerd diagnostics` makes them; a proxy's has none: it gets the service itself. */
export function answerCall({ path, body }: HttpRequest, calls: Calls): Outcome | undefined {
  const call = calls[path];
  if (call === undefined || body === '' || body === '{}') return undefined;
  try {
    return reply(JSON.stringify(call(fieldsOf(JSON.parse(body)))), [['grpc-status', '0']]);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const status = String(codes[error.code]);
    return reply('', [
      ['grpc-status', status],
      ['grpc-message', error.message],
    ]);
  }
}

function reply(body: string, trailers: readonly (readonly [string, string])[]): Outcome {
  const headers = [['content-type', 'application/grpc']] as const;
  const response = { status: 200, headers, body, protocol: 'HTTP/2', trailers } as const;
  return { type: 'response', response, elapsed: 1 };
}

/** A context token: JSON, or `namespace:pod`, or anything at all. */
export function workloadOf(token: string): Workload {
  if (!token.startsWith('{')) {
    const [namespace = '', pod = ''] = token.split(':');
    return { namespace, pod, node: '' };
  }
  const { ns, pod, nodeName } = tokenFields(token);
  return { namespace: textOf(ns), pod: textOf(pod), node: optionalText(nodeName) ?? '' };
}

function tokenFields(token: string): Fields {
  try {
    return fieldsOf(JSON.parse(token));
  } catch {
    return {};
  }
}
