import type { Container, Image } from '#cluster/kubelet/image.ts';
import { byteLength, header } from '#cluster/network/headers.ts';
import type { Connection, HttpRequest, Outcome } from '#cluster/network/http.ts';
import { goResponse } from '#workloads/go-http.ts';
import { later, logLater, serve, workMs } from '#workloads/serving.ts';
import { clientIp } from '#workloads/url.ts';
import { answer } from './endpoints.ts';

/** mccutchen/go-httpbin v2.15 (httpbin/handlers.go, helpers.go, responses.go): what it answers, to the key. */
export const goHttpbin: Image = {
  name: 'docker.io/mccutchen/go-httpbin',
  command: ['/bin/go-httpbin'],
  programs: ['go-httpbin'],
  size: 22,
  start: (argv, container) => {
    if (argv[0]?.endsWith('go-httpbin') !== true) return undefined;
    const flagged = argv[argv.findIndex((word) => /^--?port$/.test(word)) + 1];
    const port = Number(
      container.env.get('PORT') ?? (/^\d+$/.test(flagged ?? '') ? flagged : 8080),
    );
    log(
      container,
      container.clock.now(),
      `level=INFO msg="go-httpbin listening on http://0.0.0.0:${port}"`,
    );
    const server = (request: HttpRequest, connection: Connection): Outcome => {
      const took = workMs(container, 0.05, 0.3);
      const outcome = later(
        goResponse(answer({ request, connection, container }), connection.time, cors),
        took,
      );
      logRequest(container, { request, connection, outcome });
      return outcome;
    };
    return serve(container, [{ port, server }], { onTerminate: { code: 0 } });
  },
};

/** What its middleware adds to every answer. */
const cors = [
  ['Access-Control-Allow-Credentials', 'true'],
  ['Access-Control-Allow-Origin', '*'],
] as const;

function logRequest(
  container: Container,
  {
    request,
    connection,
    outcome,
  }: { request: HttpRequest; connection: Connection; outcome: Outcome },
): void {
  if (outcome.type === 'failure') return;
  const { status: code, body } = outcome.response;
  const { method, path } = request;
  const level = code >= 500 ? 'ERROR' : code >= 400 ? 'WARN' : 'INFO';
  const end = connection.time + outcome.elapsed;
  const fields = [
    `level=${level}`,
    `msg=${quote(`${code} ${method} ${path} ${outcome.elapsed.toFixed(1)}ms`)}`,
    `status=${code}`,
    `method=${method}`,
    `uri=${quote(path)}`,
    `size_bytes=${byteLength(body)}`,
    `duration_ms=${outcome.elapsed}`,
    `user_agent=${quote(header(request, 'user-agent') ?? '')}`,
    `client_ip=${clientIp(request, connection)}`,
  ];
  log(container, end, fields.join(' '));
}

/** As log/slog's TextHandler writes a string. */
function quote(text: string): string {
  return text === '' || /[\s"=]/.test(text) ? JSON.stringify(text) : text;
}

function log(container: Container, time: number, line: string): void {
  logLater(container, time, `time=${new Date(time).toISOString()} ${line}`, 'stderr');
}
