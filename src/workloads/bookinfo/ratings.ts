import type { Container, Image, MainProcess } from '#cluster/kubelet/image.ts';
import { httpDate, respond } from '#cluster/network/headers.ts';
import type { Headers, HttpRequest } from '#cluster/network/http.ts';
import type { Server } from '#cluster/network/stack.ts';
import { debianPrograms } from '#workloads/programs.ts';
import { logLater, serve, workMs } from '#workloads/serving.ts';
import { parseJson } from '#workloads/url.ts';

/** samples/bookinfo/src/ratings/ratings.js: Node, ratings in memory; SERVICE_VERSION makes it faulty. */
export const ratings: Image = {
  name: 'docker.io/istio/examples-bookinfo-ratings-v1',
  command: ['node', '/opt/microservices/ratings.js', '9080'],
  programs: [...debianPrograms, 'curl', 'node', 'npm'],
  env: { SERVICE_VERSION: 'v1' },
  size: 69,
  start: (argv, container) =>
    argv[0] === 'node' ? startRatings(container, Number(argv[2] ?? 9080)) : undefined,
};

export const ratingsV2: Image = {
  ...ratings,
  name: 'docker.io/istio/examples-bookinfo-ratings-v2',
  env: { SERVICE_VERSION: 'v2' },
};

type Answer = readonly [status: number, body: object, waitMs?: number];

function startRatings(container: Container, port: number): MainProcess {
  let added: ReadonlyMap<number, unknown> = new Map();
  const version = container.env.get('SERVICE_VERSION') ?? '';
  const started = container.clock.now();
  const find = (id: number): object => ({
    id,
    ratings: added.get(id) ?? { Reviewer1: 5, Reviewer2: 4 },
  });
  const read = (id: number, time: number): Answer => {
    if (version === 'v2') return [500, { error: 'could not connect to ratings database' }];
    if (isUnavailable(version, time - started, container))
      return [503, { error: 'Service unavailable' }];
    const waitMs = version === 'v-delayed' && container.random.next() <= 0.5 ? 7000 : 0;
    return [200, find(id), waitMs];
  };
  const write = (id: number, text: string): Answer => {
    const given = parseJson(text);
    if (given === undefined) return [400, { error: 'please provide valid ratings JSON' }];
    if (version === 'v2')
      return [501, { error: 'Post not implemented for database backed ratings' }];
    added = new Map(added).set(id, given);
    return [200, find(id)];
  };
  const answer = ({ method, path, body }: HttpRequest, time: number): Answer | undefined => {
    if (path === '/health') return health(version, time - started);
    if (!path.startsWith('/ratings/')) return undefined;
    const id = Number.parseInt(path.split('/').at(-1) ?? '', 10);
    if (Number.isNaN(id)) return [400, { error: 'please provide numeric product ID' }];
    return method === 'POST' ? write(id, body) : read(id, time);
  };
  const server: Server = (request, connection) => {
    const took = workMs(container, 0.5, 2);
    logLater(container, connection.time, `${request.method} ${request.path}`);
    const [status, body, waitMs = 0] = answer(request, connection.time) ?? [404, undefined];
    const end = connection.time + took + waitMs;
    const text = body ? JSON.stringify(body) : 'Page Not Found';
    return respond(status, headersFor(body, end), text, took + waitMs);
  };
  container.log(`Server listening on: http://0.0.0.0:${port}`);
  return serve(container, [{ port, server }], {
    save: () => {
      const saved = added;
      return () => {
        added = saved;
      };
    },
  });
}

function headersFor(body: object | undefined, time: number): Headers {
  return [
    body ? ['Content-type', 'application/json'] : ['Content-Type', 'text/plain'],
    ['Date', httpDate(time)],
    ['Connection', 'keep-alive'],
    ['Keep-Alive', 'timeout=5'],
    ['Transfer-Encoding', 'chunked'],
  ];
}

/** Half of the requests, every other minute, or every other quarter of an hour. */
function isUnavailable(version: string, age: number, container: Container): boolean {
  if (version === 'v-faulty') return container.random.next() <= 0.5;
  const period =
    version === 'v-unavailable' ? 60_000 : version === 'v-unhealthy' ? 900_000 : undefined;
  return period !== undefined && Math.floor(age / period) % 2 === 1;
}

function health(version: string, age: number): Answer {
  const isWell = version !== 'v-unhealthy' || Math.floor(age / 900_000) % 2 === 0;
  return isWell
    ? [200, { status: 'Ratings is healthy' }]
    : [500, { status: 'Ratings is not healthy' }];
}
