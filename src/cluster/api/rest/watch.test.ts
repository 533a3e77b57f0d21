import { expect, test } from 'vitest';
import { createApi } from '#cluster/api/create-api.ts';
import { at } from '#cluster/api/json.ts';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';

function start() {
  const clock = createClock(Date.UTC(2026, 0, 1));
  const server = createApi({ clock, random: createRandom(1) });
  server.api.create('namespaces', { metadata: { name: 'default' } });
  return { ...server, clock };
}

type Server = ReturnType<typeof start>;

const place = (name: string) => ({ namespace: 'default', name });
const path = '/api/v1/namespaces/default/configmaps?watch=true';

/** What a watch has said so far: `ADDED a 12`. */
async function follow({ fetch }: Server, query: string, headers = {}) {
  const response = await fetch(new Request(`http://kubernetes${path}${query}`, { headers }));
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  const next = async (): Promise<unknown> => {
    const chunk = await reader?.read();
    return chunk?.value ? JSON.parse(decoder.decode(chunk.value)) : undefined;
  };
  const brief = async (): Promise<string> => {
    const event = await next();
    if (event === undefined) return 'end';
    const name = at(event, 'object', 'metadata', 'name') ?? at(event, 'object', 'message');
    return `${String(at(event, 'type'))} ${String(name)}`;
  };
  return { next, brief, stop: () => reader?.cancel() };
}

test('says what is there, then what changes', async () => {
  const server = start();
  server.api.create('configmaps', { metadata: place('a') });
  const { brief } = await follow(server, '');
  expect(await brief()).toBe('ADDED a');
  server.api.create('configmaps', { metadata: place('b') });
  server.api.merge('configmaps', place('b'), { data: { x: '1' } });
  server.api.delete('configmaps', place('b'));
  expect([await brief(), await brief(), await brief()]).toEqual([
    'ADDED b',
    'MODIFIED b',
    'DELETED b',
  ]);
});

test('goes on from a revision, or says that it is too old', async () => {
  const server = start();
  const { metadata } = server.api.create('configmaps', { metadata: place('a') });
  server.api.create('configmaps', { metadata: place('b') });
  const { brief } = await follow(server, `&resourceVersion=${metadata.resourceVersion}`);
  expect(await brief()).toBe('ADDED b');
  for (let turn = 0; turn < 4100; turn += 1) {
    server.api.merge('configmaps', place('a'), { data: { turn: String(turn) } });
  }
  const late = await follow(server, `&resourceVersion=${metadata.resourceVersion}`);
  expect(await late.brief()).toMatch(/^ERROR too old resource version: \d+ \(\d+\)$/);
  expect(await late.brief()).toBe('end');
});

test('tells objects that enter a selection as added, and those that leave it as deleted', async () => {
  const server = start();
  server.api.create('configmaps', { metadata: place('a') });
  const { brief } = await follow(server, '&labelSelector=on%3Dyes');
  server.api.merge('configmaps', place('a'), { metadata: { labels: { on: 'yes' } } });
  server.api.merge('configmaps', place('a'), { metadata: { labels: { on: 'no' } } });
  expect([await brief(), await brief()]).toEqual(['ADDED a', 'DELETED a']);
});

test('marks the end of what was there, for those who list by watching', async () => {
  const server = start();
  server.api.create('configmaps', { metadata: place('a') });
  const { brief, next } = await follow(
    server,
    '&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true',
  );
  expect(await brief()).toBe('ADDED a');
  expect(await next()).toMatchObject({
    type: 'BOOKMARK',
    object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
  });
});

test('gives the columns of a table once', async () => {
  const server = start();
  server.api.create('configmaps', { metadata: place('a') });
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const { next } = await follow(server, '', { accept });
  server.api.create('configmaps', { metadata: place('b') });
  expect(at(await next(), 'object', 'columnDefinitions')).toHaveLength(3);
  expect(at(await next(), 'object', 'columnDefinitions')).toBeNull();
});

test('ends when its time is over, and when the cluster goes back to before it', async () => {
  const server = start();
  const short = await follow(server, '&timeoutSeconds=5');
  server.clock.advance(5000);
  expect(await short.brief()).toBe('end');
  const restore = server.api.save();
  const lost = await follow(server, '');
  restore();
  expect(await lost.brief()).toBe('end');
});
