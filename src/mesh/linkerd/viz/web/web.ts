import type { Container, MainProcess } from '#cluster/kubelet/image.ts';
import type { HttpRequest, Outcome } from '#cluster/network/http.ts';
import { answer, notFound, pathOf } from '#mesh/http-server.ts';
import { flagOf, startGoServer } from '#mesh/linkerd/viz/go-server.ts';
import { jsonAnswer, protoJson } from './json-api.ts';
import { createMetricsClient, type MetricsClient, MetricsError } from './metrics-client.ts';
import { pageAnswer } from './page.ts';

const port = 8084;
const adminPort = 9994;

/** `web`: the dashboard and its API (linkerd2 edge-26.6.3: web/main.go, web/srv). */
export function startWeb(argv: readonly string[], container: Container): MainProcess {
  const address = flagOf(argv, 'linkerd-metrics-api-addr') ?? '127.0.0.1:8085';
  const hosts = flagOf(argv, 'enforced-host') ?? '';
  return startGoServer(container, { adminPort, name: 'web' }, [
    {
      port,
      server: (request) =>
        new RegExp(hosts).test(request.authority)
          ? serve(createMetricsClient(container.network, address), request)
          : answer(400, refusalOf(request.authority, hosts)),
    },
  ]);
}

/** What the real one serves too (web/srv/server.go). */
const absent =
  /^\/(?:api\/(?:tap|check|resource-definition|gateways|extensions)|controlplane|gateways|tap|top|routes|profiles\/new|namespaces\/[^/]+\/(?!deployments(?:\/|$))\w+(?:\/[^/]+)?)$/;

/** Against DNS rebinding. */
function refusalOf(host: string, hosts: string): string {
  return `It appears that you are trying to reach this service with a host of '${host}'.
This does not match /${hosts}/ and has been denied for security reasons.
Please see https://linkerd.io/dns-rebinding for an explanation of what is happening and how to fix it.
`;
}

function serve(client: MetricsClient, { path }: HttpRequest): Outcome {
  const outcome = answerOf(client, path);
  return { ...outcome, elapsed: outcome.elapsed + client.elapsed() };
}

function answerOf(client: MetricsClient, given: string): Outcome {
  const path = pathOf(given);
  const parameters = new URLSearchParams(given.replace(/^[^?]*\??/, ''));
  try {
    if (absent.test(path))
      return answer(
        501,
        `maillage: ${path} n’est pas simulé dans le tableau de bord de ce cours\n`,
      );
    const value = jsonAnswer(client, path, parameters);
    if (value) return answer(200, protoJson(value), 'application/json');
    const page = pageAnswer(client, path);
    return page === undefined ? notFound : answer(200, page, 'text/html; charset=utf-8');
  } catch (error) {
    if (!(error instanceof MetricsError)) throw error;
    return answer(500, JSON.stringify({ error: error.message }), 'application/json');
  }
}
