import type { Container, Image, MainProcess } from '#cluster/kubelet/image.ts';
import { respond } from '#cluster/network/headers.ts';
import type { Server } from '#cluster/network/stack.ts';
import { goResponse } from '#workloads/go-http.ts';
import { goTerminate, logLater, serve, workMs } from '#workloads/serving.ts';
import { parseJson } from '#workloads/url.ts';
import { emojis, voteMethod } from './emojis.ts';
import { grpcOutcome } from './grpc.ts';

const notImplemented = (method: string, service: string) => ({
  code: 12,
  message: `unknown method ${method} for service ${service}`,
});

/** emojivoto-emoji-svc: knows the emojis. */
function startEmoji(container: Container): MainProcess {
  const service = 'emojivoto.v1.EmojiService';
  return startGrpc(container, service, (method, body) => {
    if (method === 'ListAll') return { value: { list: emojis } };
    if (method !== 'FindByShortcode') return undefined;
    const { Shortcode } = (parseJson(body) ?? {}) as { Shortcode?: string };
    return { value: { Emoji: emojis.find(({ shortcode }) => shortcode === Shortcode) ?? null } };
  });
}

/** emojivoto-voting-svc v11: counts votes, and always fails for the doughnut. */
function startVoting(container: Container): MainProcess {
  let votes: ReadonlyMap<string, number> = new Map();
  const byMethod = new Map(emojis.map(({ shortcode }) => [voteMethod(shortcode), shortcode]));
  const results = () =>
    [...votes]
      .toSorted(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
      .map(([shortcode, count]) => ({ Shortcode: shortcode, Votes: count }));
  const main = startGrpc(container, 'emojivoto.v1.VotingService', (method) => {
    if (method === 'Results') return { value: { results: results() } };
    const shortcode = byMethod.get(method);
    if (shortcode === undefined) return undefined;
    if (shortcode === ':doughnut:') {
      return { error: { code: 2, message: 'ERROR' }, log: 'logging an error for doughnut' };
    }
    votes = new Map(votes).set(shortcode, (votes.get(shortcode) ?? 0) + 1);
    return { value: {} };
  });
  return {
    ...main,
    save: () => {
      const saved = [votes, main.save?.()] as const;
      return () => {
        votes = saved[0];
        saved[1]?.();
      };
    },
  };
}

interface Answer {
  value?: object;
  error?: { code: number; message: string };
  log?: string;
}

function startGrpc(
  container: Container,
  service: string,
  answer: (method: string, body: string) => Answer | undefined,
): MainProcess {
  let handled: ReadonlyMap<string, number> = new Map();
  const grpc: Server = (request, connection) => {
    const [, named, method = ''] = request.path.split('/');
    const took = workMs(container, 0.2, 0.6);
    const given = named === service ? answer(method, request.body) : undefined;
    const error = given ? given.error : notImplemented(method, service);
    const key = `grpc_server_handled_total{grpc_code="${error ? (error.code === 2 ? 'Unknown' : 'Unimplemented') : 'OK'}",grpc_method="${method}",grpc_service="${service}",grpc_type="unary"}`;
    if (given) handled = new Map(handled).set(key, (handled.get(key) ?? 0) + 1);
    if (given?.log !== undefined)
      logLater(container, connection.time, goLog(connection.time, given.log), 'stderr');
    return grpcOutcome(given?.value ?? {}, took, error);
  };
  const metrics: Server = ({ path }, { time }) => {
    const lines = [...handled]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, count]) => `${key} ${count}\n`);
    const type = [['Content-Type', 'text/plain; version=0.0.4; charset=utf-8']] as const;
    return path === '/metrics'
      ? goResponse(
          respond(
            200,
            type,
            `# HELP grpc_server_handled_total Total number of RPCs completed on the server, regardless of success or failure.\n# TYPE grpc_server_handled_total counter\n${lines.join('')}`,
            1,
          ),
          time,
        )
      : goResponse(respond(404, type, '404 page not found\n', 1), time);
  };
  const port = Number(container.env.get('GRPC_PORT') ?? 8080);
  const promPort = Number(container.env.get('PROM_PORT') ?? 8801);
  return serve(
    container,
    [
      { port, server: grpc, options: { speaks: 'grpc' } },
      { port: promPort, server: metrics },
    ],
    {
      onTerminate: goTerminate,
      save: () => {
        const saved = handled;
        return () => {
          handled = saved;
        };
      },
    },
  );
}

/** A line of Go's log package: `2026/01/05 09:00:00 text`. */
export function goLog(time: number, text: string): string {
  return `${new Date(time).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ')} ${text}`;
}

const service = (name: string, start: (container: Container) => MainProcess): Image => ({
  name: `docker.l5d.io/buoyantio/emojivoto-${name}-svc`,
  command: [`/usr/local/bin/emojivoto-${name}-svc`],
  programs: [],
  size: 38,
  start: (argv, container) =>
    argv[0]?.endsWith(`emojivoto-${name}-svc`) === true ? start(container) : undefined,
});

export const emojiService = service('emoji', startEmoji);
export const votingService = service('voting', startVoting);
