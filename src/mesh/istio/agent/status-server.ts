import { at, fieldsOf, type Fields, textOf } from '#cluster/api/json.ts';
import type { Container } from '#cluster/kubelet/image.ts';
import type { HttpRequest, Outcome } from '#cluster/network/http.ts';
import { answer, notFound, pathOf } from '#mesh/http-server.ts';
import { interceptionOf } from '#mesh/interception.ts';

export interface StatusParts {
  readonly container: Container;
  readonly probers: Fields;
  readonly isReady: () => boolean;
  readonly metrics: () => string;
  /** What it is asked to do: drain, or leave. */
  readonly onPost: (path: string) => boolean;
}

/** The agent's own port, 15020 (pilot/cmd/pilot-agent/status/server.go, 1.31). */
export function statusAnswer(parts: StatusParts, request: HttpRequest): Outcome {
  const path = pathOf(request.path);
  if (path === '/healthz/ready') return readiness(parts.isReady());
  if (path === '/stats/prometheus') return answer(200, parts.metrics());
  if (path === '/quitquitquit' || path === '/drain')
    return request.method === 'POST' && parts.onPost(path)
      ? answer(200, path === '/drain' ? '' : 'OK')
      : answer(405, 'method not allowed\n');
  return path.startsWith('/app-health/') ? probe(parts, request) : notFound;
}

export function readiness(isReady: boolean): Outcome {
  return answer(isReady ? 200 : 503, '');
}

/** Asks the application what the kubelet would have asked it. */
function probe({ container, probers }: StatusParts, request: HttpRequest): Outcome {
  const prober = fieldsOf(probers[pathOf(request.path)]);
  const asked = prober['httpGet'] ?? prober['tcpSocket'] ?? prober['grpc'];
  if (asked === undefined) return notFound;
  const { network, pod } = container;
  const port = Number(at(asked, 'port'));
  const isHttp = prober['httpGet'] !== undefined;
  const timeoutMs = Number(prober['timeoutSeconds'] ?? 10) * 1000;
  const scheme = textOf(at(asked, 'scheme')).toLowerCase();
  const toApplication: HttpRequest = isHttp
    ? {
        method: 'GET',
        authority: textOf(at(asked, 'host')) || `${pod.ip}:${port}`,
        path: textOf(at(asked, 'path')) || '/',
        headers: request.headers,
        body: '',
        protocol: 'HTTP/1.1',
      }
    : { method: '', authority: '', path: '', headers: [], body: '', protocol: 'TCP' };
  const outcome = interceptionOf(network).asProxy(() =>
    network.exchange(
      toApplication,
      { ip: '127.0.0.1', port },
      {
        timeoutMs,
        ...(scheme === 'https' && { tls: { serverName: pod.ip } }),
      },
    ),
  );
  if (outcome.type === 'failure') return answer(500, '');
  return isHttp ? { ...outcome, via: undefined } : answer(200, '');
}
