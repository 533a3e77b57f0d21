import type { Cancel } from '#cluster/clock/clock.ts';
import { badRequest, gone } from '#cluster/api/errors.ts';
import { apiVersionOf } from '#cluster/api/kinds/resource.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { matchesAll } from '#cluster/api/selector.ts';
import type { Change } from '#cluster/api/storage/changes.ts';
import type { ResourceExchange } from './exchange.ts';
import { matchesFields } from './field-selector.ts';
import { renderingOf } from './forms.ts';
import { type Query, queryOf, selected } from './list.ts';

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';

/** The other end of a watch: one JSON line per event. */
interface Feed {
  send: (type: EventType, object: unknown) => void;
  close: () => void;
}

/** apiserver/pkg/endpoints/handlers/watch.go and the watch cache (v1.35), as one stream of JSON lines. */
export function watch(exchange: ResourceExchange): Response {
  const query = queryOf(exchange);
  const rendering = renderingOf(exchange);
  const start = startOf(exchange);
  let isFirst = true;
  let stop = (): void => undefined;
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      let isOpen = true;
      const feed: Feed = {
        send: (type, object) => {
          if (!isOpen) return;
          controller.enqueue(encoder.encode(`${JSON.stringify({ type, object })}\n`));
          exchange.server.wake();
        },
        close: () => {
          if (!isOpen) return;
          isOpen = false;
          stop();
          controller.close();
          exchange.server.wake();
        },
      };
      const show = (type: EventType, object: KubeObject): void => {
        feed.send(type, rendering.watched(object, isFirst));
        isFirst = false;
      };
      stop = follow(exchange, { query, start, feed, show });
    },
    cancel: () => stop(),
  });
  const { signal } = exchange.request;
  signal.addEventListener('abort', () => stop(), { once: true });
  return new Response(body, {
    headers: { 'content-type': 'application/json', 'cache-control': 'no-cache, private' },
  });
}

interface Following {
  query: Query;
  start: Start;
  feed: Feed;
  show: (type: EventType, object: KubeObject) => void;
}

function follow(exchange: ResourceExchange, { query, start, feed, show }: Following): Cancel {
  const { server, resource, route, query: parameters } = exchange;
  const { store } = server.core;
  const stored = resource.storedAs ?? resource.name;
  const tell = (change: Change): void => {
    if (route.namespace !== undefined && change.object.metadata.namespace !== route.namespace)
      return;
    const event = seen(query, change);
    if (event) show(event.type, event.object);
  };
  if (start.hasInitial) for (const object of selected(exchange, query)) show('ADDED', object);
  if (start.endsInitial) feed.send('BOOKMARK', bookmark(exchange, true));
  const missed = start.revision === undefined ? [] : store.since(start.revision);
  if (missed === undefined) {
    const message = `too old resource version: ${start.revision} (${store.oldest()})`;
    feed.send('ERROR', gone(message).status);
    feed.close();
    return () => undefined;
  }
  for (const change of missed) if (change.resource === stored) tell(change);
  const leave = store.listen(stored, { onChange: tell, onEnd: feed.close });
  const seconds = Number(parameters.get('timeoutSeconds') ?? 0);
  const cancelEnd = seconds > 0 ? server.core.clock.after(seconds * 1000, feed.close) : undefined;
  return () => {
    leave();
    cancelEnd?.();
  };
}

interface Start {
  /** Changes after it are told; none when the watch starts now. */
  revision?: number | undefined;
  hasInitial: boolean;
  endsInitial: boolean;
}

function startOf({ query }: ResourceExchange): Start {
  const asked = query.get('resourceVersion') ?? '';
  if (query.get('sendInitialEvents') !== null) {
    if (query.get('resourceVersionMatch') !== 'NotOlderThan') {
      throw badRequest(
        'sendInitialEvents: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
      );
    }
    const isInitial = query.get('sendInitialEvents') === 'true';
    return {
      hasInitial: isInitial,
      endsInitial: isInitial && query.get('allowWatchBookmarks') === 'true',
      revision: !isInitial && asked !== '' && asked !== '0' ? Number(asked) : undefined,
    };
  }
  if (asked === '' || asked === '0') return { hasInitial: true, endsInitial: false };
  if (!/^\d+$/.test(asked)) throw badRequest(`invalid resource version: ${JSON.stringify(asked)}`);
  return { hasInitial: false, endsInitial: false, revision: Number(asked) };
}

function bookmark({ server, resource, route }: ResourceExchange, isEndOfInitial: boolean): unknown {
  return {
    kind: resource.kind,
    apiVersion: apiVersionOf(resource.group, route.version),
    metadata: {
      resourceVersion: String(server.core.store.revision()),
      ...(isEndOfInitial ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}),
    },
  };
}

/** How a change looks through a selection: an object that enters it is added, one that leaves it is deleted. */
function seen(
  { labels, fields }: Query,
  { type, object, old }: Change,
): { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: KubeObject } | undefined {
  const isIn = (one: KubeObject | undefined): boolean =>
    one !== undefined && matchesAll(labels, one.metadata.labels) && matchesFields(fields, one);
  if (type === 'ADDED') return isIn(object) ? { type, object } : undefined;
  if (type === 'DELETED') return isIn(old) ? { type, object } : undefined;
  const was = isIn(old);
  const is = isIn(object);
  if (is) return { type: was ? 'MODIFIED' : 'ADDED', object };
  return was ? { type: 'DELETED', object } : undefined;
}
