import { ApiError } from '#cluster/api/api.ts';
import type { Container, MainProcess } from '#cluster/kubelet/image.ts';
import type { ServerTls } from '#cluster/network/tls.ts';
import { notFound } from '#mesh/http-server.ts';
import type { Mesh } from '#mesh/linkerd/mesh.ts';
import { flagOf, startGoServer, syncMs } from '#mesh/linkerd/viz/go-server.ts';
import { discoveryAnswer } from './discovery.ts';
import { parseTapRequest, tapPath, type TapRequest } from './messages.ts';
import { observe } from './observe.ts';
import { tapTargets } from './targets.ts';

const adminPort = 9998;
const grpcPort = 8088;
const apiPort = 8089;
/** Where the secret of the API server's certificate is mounted. */
const certificateFile = '/var/run/linkerd/tls/tls.crt';

/** `tap api`: the API server behind v1alpha1.tap.linkerd.io (linkerd2 edge-26.6.3: viz/tap/api). */
export function startTap(mesh: Mesh, argv: readonly string[], container: Container): MainProcess {
  const service = { namespace: container.pod.namespace, name: 'tap' };
  const server = createServer(mesh, container, flagOf(argv, 'api-namespace') ?? 'linkerd');
  const own = startGoServer(container, { adminPort, name: 'tap' }, [
    { port: grpcPort, server: () => notFound, options: { speaks: 'grpc' } },
    { port: apiPort, server: () => notFound, options: { tls: tlsOf(container) } },
  ]);
  let stop: (() => void) | undefined;
  let isOver = false;
  container.clock.after(syncMs, () => {
    if (!isOver) stop = mesh.host.registerApi(service, server.answer);
  });
  return {
    ...own,
    kill: () => {
      isOver = true;
      stop?.();
      server.close();
      own.kill();
    },
    save: () => {
      const saved = { stop, isOver };
      return () => {
        ({ stop, isOver } = saved);
      };
    },
  };
}

function tlsOf({ files }: Container): ServerTls {
  return {
    certificates: () =>
      files.stat(certificateFile) === undefined ? [] : [files.readText(certificateFile)],
    alpn: ['h2', 'http/1.1'],
  };
}

interface TapApi {
  readonly answer: (request: Request) => Promise<Response>;
  /** Ends every stream. */
  readonly close: () => void;
}

function createServer(mesh: Mesh, container: Container, controlPlane: string): TapApi {
  const open = new Set<() => void>();
  const stream = (request: TapRequest, signal: AbortSignal): Response => {
    const targets = tapTargets(mesh.host.api, request.target, controlPlane);
    if ('refusal' in targets) return refused(targets.refusal);
    const encoder = new TextEncoder();
    let leave = (): void => undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const stop = observe(mesh, container, { request, ...targets }, (event) => {
          controller.enqueue(encoder.encode(`${JSON.stringify(event)}\n`));
          mesh.host.clock.wake();
        });
        const end = (): void => {
          leave();
          controller.close();
          mesh.host.clock.wake();
        };
        leave = () => {
          stop();
          open.delete(end);
        };
        open.add(end);
      },
      cancel: () => leave(),
    });
    signal.addEventListener('abort', () => leave(), { once: true });
    return new Response(body, { headers: { 'content-type': 'application/octet-stream' } });
  };
  return {
    answer: async (request) => {
      const { pathname } = new URL(request.url);
      if (request.method !== 'POST') return discoveryAnswer(pathname);
      const asked = parseTapRequest(await mesh.host.clock.hold(request.text()));
      if (!asked) return refused('Error decoding Tap Request proto: invalid message');
      const path = tapPath(asked);
      if (path !== decodeURIComponent(pathname))
        return refused(
          `tap request body did not match APIServer URL: ${JSON.stringify(path)} != ${JSON.stringify(pathname)}`,
        );
      try {
        return stream(asked, request.signal);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        return refused(error.message);
      }
    },
    close: () => {
      for (const end of open) end();
    },
  };
}

/** protohttp.WriteErrorToHTTPResponse. */
function refused(error: string): Response {
  return new Response(JSON.stringify({ error }), {
    headers: {
      'content-type': 'application/octet-stream',
      'linkerd-error': 'Internal Server Error',
    },
  });
}
