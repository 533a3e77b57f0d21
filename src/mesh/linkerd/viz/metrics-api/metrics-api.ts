import { ApiError } from '#cluster/api/api.ts';
import type { Container, MainProcess } from '#cluster/kubelet/image.ts';
import type { HttpRequest, Outcome } from '#cluster/network/http.ts';
import { answer, notFound } from '#mesh/http-server.ts';
import type { MeshHost } from '#mesh/linkerd/mesh.ts';
import { flagOf, startGoServer } from '#mesh/linkerd/viz/go-server.ts';
import { authz } from './authz.ts';
import { edges } from './edges.ts';
import { listPods, listServices, selfCheck } from './lists.ts';
import { type Method, type Request, requestParsers, type Response } from './messages.ts';
import { createPrometheusClient, PrometheusError } from './queries.ts';
import type { Surroundings } from './rows.ts';
import { statSummary } from './stat-summary.ts';
import { topRoutes } from './top-routes.ts';

const port = 8085;
const adminPort = 9995;

/** `metrics-api` (linkerd2 edge-26.6.3: viz/metrics-api/cmd/main.go, http_server.go). */
export function startMetricsApi(
  host: MeshHost,
  argv: readonly string[],
  container: Container,
): MainProcess {
  const url = flagOf(argv, 'prometheus-url') ?? '';
  const around = (): Surroundings => ({
    api: host.api,
    prometheus: createPrometheusClient(container, url),
    controlPlane: flagOf(argv, 'controller-namespace') ?? 'linkerd',
    clusterDomain: flagOf(argv, 'cluster-domain') ?? 'cluster.local',
    now: container.clock.now(),
  });
  return startGoServer(container, { adminPort, name: 'metrics-api' }, [
    { port, server: (request) => serve(around(), request) },
  ]);
}

/** What it takes besides Prometheus' own time. */
const workMs = 2;
const prefix = '/api/v1/';

function serve(around: Surroundings, request: HttpRequest): Outcome {
  if (!request.path.startsWith(prefix)) return notFound;
  const method = Object.keys(methods).find((name) => prefix + name === request.path);
  if (!isMethod(method)) return notFound;
  if (request.method !== 'POST') return answer(405, 'POST required\n');
  const outcome = answerOf(around, method, request.body);
  return { ...outcome, elapsed: around.prometheus.elapsed() + workMs };
}

type Methods = {
  readonly [M in Method]: (around: Surroundings, request: Request<M>) => Response<M>;
};

const methods: Methods = {
  StatSummary: statSummary,
  Edges: orError(edges),
  TopRoutes: topRoutes,
  Authz: orError(authz),
  ListPods: listPods,
  ListServices: listServices,
  SelfCheck: selfCheck,
};

function isMethod(name: string | undefined): name is Method {
  return name !== undefined && Object.hasOwn(methods, name);
}

/** Those that put a failed query into their answer. */
function orError<R, T>(
  method: (around: Surroundings, request: R) => T,
): (around: Surroundings, request: R) => T | { error: string } {
  return (around, request) => {
    try {
      return method(around, request);
    } catch (error) {
      if (!(error instanceof PrometheusError)) throw error;
      return { error: error.message };
    }
  };
}

function answerOf<M extends Method>(around: Surroundings, method: M, body: string): Outcome {
  const request = requestParsers[method](parsed(body));
  if (!request) return failure(400, `unmarshalling ${method}Request: invalid message`);
  try {
    return answer(
      200,
      JSON.stringify(methods[method](around, request)),
      'application/octet-stream',
    );
  } catch (error) {
    if (error instanceof ApiError || error instanceof PrometheusError)
      return failure(200, error.message);
    throw error;
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

/** protohttp.WriteErrorToHTTPResponse: a header tells that the body is an error. */
function failure(status: number, error: string): Outcome {
  const outcome = answer(status, JSON.stringify({ error }), 'application/octet-stream');
  if (outcome.type === 'failure') return outcome;
  const headers = [
    ['linkerd-error', 'Internal Server Error'] as const,
    ...outcome.response.headers,
  ];
  return { ...outcome, response: { ...outcome.response, headers } };
}
