import type { Container, Image } from '#cluster/kubelet/image.ts';
import { byteLength, httpDate, respond } from '#cluster/network/headers.ts';
import type { Connection, HttpRequest } from '#cluster/network/http.ts';
import type { Server } from '#cluster/network/stack.ts';
import { get } from '#workloads/calling.ts';
import { debianPrograms } from '#workloads/programs.ts';
import { logLater, serve, workMs } from '#workloads/serving.ts';
import { parseJson } from '#workloads/url.ts';
import { forwarded } from './forwarding.ts';

/** samples/bookinfo/src/reviews (LibertyRestEndpoint.java): v1 has no stars, v2 black ones, v3 red ones. */
const versions: readonly (readonly [version: string, env: Readonly<Record<string, string>>])[] = [
  ['v1', { SERVICE_VERSION: 'v1', ENABLE_RATINGS: 'false' }],
  ['v2', { SERVICE_VERSION: 'v2', ENABLE_RATINGS: 'true', STAR_COLOR: 'black' }],
  ['v3', { SERVICE_VERSION: 'v3', ENABLE_RATINGS: 'true', STAR_COLOR: 'red' }],
];

export const reviews: readonly Image[] = versions.map(([version, env]) => ({
  name: `docker.io/istio/examples-bookinfo-reviews-${version}`,
  command: ['/opt/ol/wlp/bin/server', 'run', 'defaultServer'],
  programs: [...debianPrograms, 'curl', 'java'],
  env,
  size: 380,
  start: (argv, container) => {
    if (argv[0]?.endsWith('/server') !== true) return undefined;
    const server: Server = (request, connection) => answer(container, request, connection);
    return serve(container, [{ port: 9080, server }], { onTerminate: { code: 143, afterMs: 900 } });
  },
}));

const propagated = ['end-user', 'user-agent'];

function answer(container: Container, request: HttpRequest, connection: Connection) {
  const took = workMs(container, 3, 9);
  const id = /^\/reviews\/(\d+)$/.exec(request.path)?.[1];
  if (request.path === '/health')
    return reply(200, '{"status": "Reviews is healthy"}', { connection, took });
  if (id === undefined) return reply(404, '', { connection, took });
  const stars = askRatings({ container, connection, spent: took }, request, id);
  const body = render(container, id, stars?.ratings);
  return reply(200, body, { connection, took: took + (stars?.elapsed ?? 0) });
}

function reply(
  status: number,
  body: string,
  { connection, took }: { connection: Connection; took: number },
) {
  const length = ['Content-Length', String(byteLength(body))] as const;
  const date = ['Date', httpDate(connection.time + took)] as const;
  const type = [
    ['Content-Type', 'application/json'],
    ['Content-Language', 'en-US'],
  ] as const;
  return respond(status, status === 200 ? [...type, length, date] : [length, date], body, took);
}

type Stars = Readonly<Record<string, number>>;

/** Undefined where ratings are not enabled; no `ratings` where they are not to be had. */
function askRatings(
  call: { container: Container; connection: Connection; spent: number },
  request: HttpRequest,
  id: string,
): { elapsed: number; ratings?: Stars } | undefined {
  const { env } = call.container;
  if (env.get('ENABLE_RATINGS') !== 'true') return undefined;
  const domain = env.get('SERVICES_DOMAIN');
  const host = `${env.get('RATINGS_HOSTNAME') ?? 'ratings'}${domain === undefined ? '' : `.${domain}`}`;
  const service = `http://${host}:9080/ratings`;
  const timeoutMs = (env.get('STAR_COLOR') ?? 'black') === 'black' ? 10_000 : 2500;
  const headers = [['accept', 'application/json'] as const, ...forwarded(request, propagated)];
  const outcome = get(call, `${service}/${id}`, headers, timeoutMs);
  const end = call.connection.time + call.spent + outcome.elapsed;
  if (outcome.type === 'response' && outcome.response.status === 200) {
    const { ratings } = (parseJson(outcome.response.body) ?? {}) as { ratings?: Stars };
    return { elapsed: outcome.elapsed, ...(ratings && { ratings }) };
  }
  const problem =
    outcome.type === 'response'
      ? `got status of ${outcome.response.status}`
      : `got exception ${exceptions[outcome.failure.reason] ?? exceptions['reset']}`;
  logLater(
    call.container,
    end,
    `Error: unable to contact ${service} ${problem}`,
    ...(outcome.type === 'failure' ? ['stderr' as const] : []),
  );
  return { elapsed: outcome.elapsed };
}

/** As JAX-RS wraps what java.net says. */
const exceptions: Readonly<Record<string, string>> = {
  refused:
    'javax.ws.rs.ProcessingException: java.net.ConnectException: Connection refused (Connection refused)',
  timeout:
    'javax.ws.rs.ProcessingException: java.net.SocketTimeoutException: SocketTimeoutException invoking ratings: Read timed out',
  unresolved: 'javax.ws.rs.ProcessingException: java.net.UnknownHostException: ratings',
  'no-route':
    'javax.ws.rs.ProcessingException: java.net.NoRouteToHostException: No route to host (Host unreachable)',
  reset: 'javax.ws.rs.ProcessingException: java.net.SocketException: Connection reset',
};

const texts: readonly (readonly [reviewer: string, text: string])[] = [
  [
    'Reviewer1',
    'An extremely entertaining play by Shakespeare. The slapstick humour is refreshing!',
  ],
  [
    'Reviewer2',
    'Absolutely fun and entertaining. The play lacks thematic depth when compared to other plays by Shakespeare.',
  ],
];

/** Put together by hand there too, hence its blanks. */
function render({ env, pod }: Container, id: string, ratings: Stars | undefined): string {
  const color = env.get('STAR_COLOR') ?? 'black';
  const each = texts.map(([reviewer, text]) => {
    const stars = ratings?.[reviewer];
    const rating =
      stars === undefined
        ? '{"error": "Ratings service is currently unavailable"}'
        : `{"stars": ${stars}, "color": "${color}"}`;
    const end = env.get('ENABLE_RATINGS') === 'true' ? `, "rating": ${rating}` : '';
    return `{  "reviewer": "${reviewer}",  "text": "${text}"${end}}`;
  });
  const podName = env.get('HOSTNAME') ?? pod.name;
  return `{"id": "${id}","podname": "${podName}","clustername": "${env.get('CLUSTER_NAME') ?? 'null'}","reviews": [${each.join(',')}]}`;
}
