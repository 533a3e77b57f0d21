import { PlainError } from '#commands/cobra/errors.ts';
import { CommandError as KubectlError, StatusError } from '#commands/kubectl/errors.ts';
import { textAt } from '#commands/kubectl/json.ts';
import type { Context } from '#commands/linkerd/context.ts';
import type { TapEvent } from '#mesh/linkerd/tap-api.ts';
import type { Resource } from '#mesh/linkerd/viz/metrics-api/messages.ts';
import type { ResourceType } from '#mesh/linkerd/viz/resource-types.ts';
import { parseTapEvent, tapPath, type TapRequest } from '#mesh/linkerd/viz/tap/messages.ts';
import { parseResource, ResourceError } from './resources.ts';

const targets: readonly ResourceType[] = [
  'authority',
  'cronjob',
  'daemonset',
  'deployment',
  'job',
  'namespace',
  'pod',
  'replicaset',
  'replicationcontroller',
  'statefulset',
];
const destinations: readonly ResourceType[] = [...targets.slice(1), 'service'];

/** What a line of `tap` or `top` asks for (viz/tap/pkg/requests.go: BuildTapByResourceRequest). */
export function tapRequestOf({ args, flags, namespace }: Context): TapRequest {
  const resource = targetOf(namespace, args.join('/'));
  const to = flags.text('to');
  const destination = to === '' ? undefined : named('destination', flags.text('to-namespace'), to);
  if (destination) requireType(destinations, destination);
  return {
    target: { resource, labelSelector: flags.text('selector') },
    maxRps: Number(flags.text('max-rps')),
    match: {
      ...(destination && { destination }),
      ...Object.fromEntries(
        ['scheme', 'method', 'authority', 'path']
          .map((name) => [name, flags.text(name)] as const)
          .filter(([, text]) => text !== ''),
      ),
    },
  };
}

/** All that passes a resource. */
export function tapAllOf(namespace: string, word: string): TapRequest {
  const target = { resource: targetOf(namespace, word), labelSelector: '' };
  return { target, maxRps: 0, match: {} };
}

function targetOf(namespace: string, word: string): Resource {
  const resource = named('target', namespace, word);
  requireType(targets, resource);
  return resource;
}

function named(what: string, namespace: string, word: string): Resource {
  try {
    return parseResource(namespace, word);
  } catch (error) {
    if (!(error instanceof ResourceError)) throw error;
    throw new ResourceError(`${what} resource invalid: ${error.message}`);
  }
}

function requireType(known: readonly ResourceType[], { type }: Resource): void {
  if (!known.includes(type)) throw new ResourceError(`unsupported resource type [${type}]`);
}

export interface TapStream {
  /** As they come; over when tap ends it, it is closed, or the process is stopped. */
  readonly events: AsyncIterable<TapEvent>;
  readonly close: () => void;
}

/** Asks through the API server (viz/tap/pkg/reader.go). */
export async function openTap(context: Context, request: TapRequest): Promise<TapStream> {
  const { body } = await open(context, request);
  const reader = (body ?? new Blob().stream()).getReader();
  const close = (): void => {
    reader.cancel().catch(() => undefined);
  };
  context.process.signal.addEventListener('abort', close, { once: true });
  return { events: eventsOf(reader), close };
}

async function* eventsOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): AsyncGenerator<TapEvent, void> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        yield parseTapEvent(text.slice(0, end));
        text = text.slice(end + 1);
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function open(context: Context, request: TapRequest): Promise<Response> {
  const { client, process } = context;
  try {
    const response = await client.open('POST', tapPath(request), {
      body: JSON.stringify(request),
      contentType: 'application/octet-stream',
    });
    if (response.headers.get('linkerd-error') === null) return response;
    const body: unknown = JSON.parse(await process.time.hold(response.text()));
    throw new PlainError(textAt(body, 'error'));
  } catch (error) {
    if (error instanceof StatusError)
      throw new PlainError(`HTTP error, status Code [${error.status.code}] (${error.message})`);
    if (error instanceof KubectlError) throw new PlainError(error.message);
    throw error;
  }
}
