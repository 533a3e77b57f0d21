import type { JsonObject } from '#cluster/api/object.ts';
import type { Context } from './context.ts';
import { isRecord, listAt, textAt } from './json.ts';
import { pathOf } from './resources.ts';
import type { Target } from './writes.ts';

/** What is told of one object: what it is now, that it is not there, or that it has gone. */
export type Sight =
  | { type: 'seen'; object: JsonObject }
  | { type: 'absent' }
  | { type: 'deleted'; object: JsonObject };

/** client-go's reflector complains of a watch that did not last that long. */
const shortMs = 1000;

export const timedOut = Symbol('timed out');

/**
 * Lists one object by name, then watches it, until `step` returns something: client-go's UntilWithSync.
 * Without a limit it waits for as long as the process lives.
 */
export async function watchUntil<T>(
  context: Context,
  target: Target,
  limitMs: number | undefined,
  step: (sight: Sight) => Promise<T | undefined>,
): Promise<T | typeof timedOut> {
  const { process, client } = context;
  const path = pathOf(target.resource, target.namespace);
  const query = { fieldSelector: `metadata.name=${target.name}` };
  const alarm = new Alarm(context, limitMs);
  let rests = 0;
  try {
    for (;;) {
      const list = await client.json('GET', path, { query });
      const [object] = listAt(list, 'items');
      const first = await step(
        object === undefined ? { type: 'absent' } : { type: 'seen', object },
      );
      if (first !== undefined) return first;
      const resourceVersion = textAt(list, 'metadata.resourceVersion');
      const result = await watched(context, { path, query, resourceVersion }, alarm, step);
      if (result !== undefined) return result;
      if (client.timeoutMs <= 0) continue;
      const { restAfterWatch } = await process.time.hold(import('./request-timeout.ts'));
      const rested = restAfterWatch(context, (rests += 1));
      if ((await Promise.race([rested, alarm.rings])) === timedOut) return timedOut;
    }
  } finally {
    alarm.putAway();
  }
}

interface Start {
  path: string;
  query: Record<string, string>;
  resourceVersion: string;
}

/** Undefined where all is to be listed again: one watch ended, or one that a deadline ended before it lasted or saw anything. */
async function watched<T>(
  { process, client }: Context,
  { path, query, resourceVersion }: Start,
  alarm: Alarm,
  step: (sight: Sight) => Promise<T | undefined>,
): Promise<T | typeof timedOut | undefined> {
  let last = resourceVersion;
  for (let isOver = false; !isOver;) {
    const watch = { ...query, watch: true, resourceVersion: last, allowWatchBookmarks: true };
    const response = await client.open('GET', path, { query: watch });
    isOver = client.timeoutMs <= shortMs;
    for await (const event of linesOf(response, alarm)) {
      if (event === timedOut) return timedOut;
      const sight = sightOf(event);
      const result = sight === undefined ? undefined : await step(sight);
      if (result !== undefined) return result;
      last = textAt(event, 'object.metadata.resourceVersion');
      isOver = client.timeoutMs <= 0;
    }
    process.signal.throwIfAborted();
  }
  return undefined;
}

function sightOf(event: JsonObject): Sight | undefined {
  const { type, object } = event;
  if (!isRecord(object)) return undefined;
  if (type === 'DELETED') return { type: 'deleted', object };
  return type === 'ADDED' || type === 'MODIFIED' ? { type: 'seen', object } : undefined;
}

/** Rings once, after a time or when the process is stopped; put away when it is no longer wanted. */
class Alarm {
  readonly rings: Promise<typeof timedOut>;
  readonly #stop = new AbortController();

  constructor({ process }: Context, limitMs: number | undefined) {
    const { signal } = process;
    const stopped = new Promise<never>((_, reject) => {
      const refuse = () => {
        reject(new Error(String(signal.reason)));
      };
      if (signal.aborted) refuse();
      signal.addEventListener('abort', refuse, { once: true, signal: this.#stop.signal });
    });
    const late =
      limitMs === undefined
        ? stopped
        : process.time.sleep(limitMs, this.#stop.signal).then((): typeof timedOut => timedOut);
    this.rings = Promise.race([stopped, late]);
    this.rings.catch(() => undefined);
  }

  putAway(): void {
    this.#stop.abort();
  }
}

async function* linesOf(
  response: Response,
  alarm: Alarm,
): AsyncGenerator<JsonObject | typeof timedOut> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const read = await Promise.race([reader.read(), alarm.rings]);
      if (read === timedOut) yield timedOut;
      else if (read.done) return;
      else text += decoder.decode(read.value, { stream: true });
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        const event: unknown = JSON.parse(text.slice(0, end));
        text = text.slice(end + 1);
        if (isRecord(event)) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
