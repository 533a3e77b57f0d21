import type { Container, MainProcess } from '#cluster/kubelet/image.ts';
import type { HttpRequest, Outcome } from '#cluster/network/http.ts';
import { answer, notFound, pathOf } from '#mesh/http-server.ts';
import { serve, type Serving } from '#workloads/serving.ts';

/** Informers are synced: until then it is not ready. */
export const syncMs = 800;

interface GoServer {
  readonly adminPort: number;
  /** As its log names it. */
  readonly name: string;
}

/** A process of the extension: its ports, and the admin server that all of them have (linkerd2: pkg/admin/admin.go). */
export function startGoServer(
  container: Container,
  { adminPort, name }: GoServer,
  servings: readonly Serving[],
): MainProcess {
  const readyAt = container.clock.now() + syncMs;
  const log = (message: string): void => {
    const time = new Date(container.clock.now()).toISOString().slice(0, 19);
    container.log(`time="${time}Z" level=info msg=${JSON.stringify(message)}`, 'stderr');
  };
  log('running version edge-26.6.3');
  log(`starting admin server on :${adminPort}`);
  for (const { port } of servings) log(`starting ${name} server on :${port}`);
  const startedAt = container.clock.now();
  const admin = ({ path }: HttpRequest): Outcome =>
    adminAnswer(pathOf(path), startedAt, container.clock.now() >= readyAt);
  return serve(container, [...servings, { port: adminPort, server: admin }], {
    onTerminate: { code: 0, afterMs: 10 },
  });
}

function adminAnswer(path: string, startedAt: number, isReady: boolean): Outcome {
  switch (path) {
    case '/ping':
      return answer(200, 'pong\n');
    case '/ready':
      return isReady ? answer(200, 'ok\n') : answer(503, 'not ready\n');
    case '/metrics':
      return answer(
        200,
        `# HELP process_start_time_seconds Start time of the process since unix epoch in seconds.\n# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds ${startedAt / 1000}\n`,
        'text/plain; version=0.0.4; charset=utf-8; escaping=underscores',
      );
    default:
      return notFound;
  }
}

/** A flag of Go's flag package: `-name=value`, with one dash or two. */
export function flagOf(argv: readonly string[], name: string): string | undefined {
  for (const prefix of [`-${name}=`, `--${name}=`]) {
    const given = argv.find((arg) => arg.startsWith(prefix));
    if (given !== undefined) return given.slice(prefix.length);
  }
  return undefined;
}
