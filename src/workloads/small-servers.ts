import type { Container, Image } from '#cluster/kubelet/image.ts';
import { byteLength, header, httpDate, respond } from '#cluster/network/headers.ts';
import type { Connection, HttpRequest, Outcome } from '#cluster/network/http.ts';
import { statAt } from './file-at.ts';
import { goResponse } from './go-http.ts';
import { busyboxPrograms, debianPrograms } from './programs.ts';
import {
  accessTime,
  goTerminate,
  later,
  logLater,
  serve,
  workMs,
  type ProcessOptions,
} from './serving.ts';
import { canonical, parseQuery, splitPath } from './url.ts';

type Answer = (request: HttpRequest, connection: Connection, container: Container) => Outcome;

const text = [['Content-Type', 'text/plain; charset=utf-8']] as const;

function serveGo(
  container: Container,
  port: number,
  answer: Answer,
  options: ProcessOptions = { onTerminate: goTerminate },
) {
  const server = (request: HttpRequest, connection: Connection): Outcome => {
    const took = workMs(container, 0.05, 0.2);
    return later(goResponse(answer(request, connection, container), connection.time), took);
  };
  return serve(container, [{ port, server }], options);
}

/** `-name=value`, `-name value`, with one dash or two. */
function flag(argv: readonly string[], name: string): string | undefined {
  const at = argv.findIndex((word) => new RegExp(`^--?${name}(=|$)`).test(word));
  const word = argv[at];
  if (word === undefined) return undefined;
  return word.includes('=') ? word.slice(word.indexOf('=') + 1) : argv[at + 1];
}

function portOf(value: string | undefined, otherwise: number): number {
  return Number(/(\d+)$/.exec(value ?? '')?.[1] ?? otherwise);
}

/** hashicorp/http-echo: one text for every path. */
const httpEcho: Image = {
  name: 'docker.io/hashicorp/http-echo',
  entrypoint: ['/http-echo'],
  programs: [],
  size: 3,
  start: (argv, container) => {
    if (argv[0] !== '/http-echo') return undefined;
    const said = flag(argv, 'text') ?? container.env.get('ECHO_TEXT');
    const port = portOf(flag(argv, 'listen'), 5678);
    const status = Number(flag(argv, 'status-code') ?? 200);
    if (said === undefined) {
      container.log('Missing -text option!', 'stderr');
      container.clock.after(10, () => {
        container.exit(127);
      });
      return { kill: () => {} };
    }
    container.log(
      `${new Date(container.clock.now()).toISOString()} [INFO] server is listening on :${port}`,
      'stderr',
    );
    const answer: Answer = (request) =>
      request.path === '/health'
        ? respond(200, [['Content-Type', 'application/json; charset=utf-8']], '{"status":"ok"}\n')
        : respond(
            status,
            [['X-App-Name', 'http-echo'], ['X-App-Version', '1.0.0'], ...text],
            `${said}\n`,
          );
    return serveGo(container, port, answer, { onTerminate: { code: 0 } });
  },
};

/** traefik/whoami: what it knows of itself, then the request. */
const whoami: Image = {
  name: 'docker.io/traefik/whoami',
  entrypoint: ['/whoami'],
  programs: [],
  size: 3,
  start: (argv, container) => {
    if (argv[0] !== '/whoami') return undefined;
    const port = portOf(flag(argv, 'port') ?? container.env.get('WHOAMI_PORT_NUMBER'), 80);
    const name = flag(argv, 'name') ?? container.env.get('WHOAMI_NAME');
    container.log(`${accessDate(container.clock.now())} Starting up on port ${port}`, 'stderr');
    const answer: Answer = (request, { source }) => {
      if (request.path === '/health') return respond(200, [], '');
      const headers = request.headers
        .map(([key, value]) => `${canonical(key)}: ${value}\n`)
        .toSorted();
      const lines = [
        ...(name === undefined ? [] : [`Name: ${name}\n`]),
        `Hostname: ${container.network.host}\n`,
        `IP: 127.0.0.1\nIP: ::1\nIP: ${container.network.ip}\n`,
        `RemoteAddr: ${source.ip}:${source.port}\n`,
        `${request.method} ${request.path} HTTP/1.1\nHost: ${request.authority}\n`,
        ...headers,
        '\n',
      ];
      return respond(200, text, lines.join(''));
    };
    return serveGo(container, port, answer);
  },
};

function accessDate(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
}

/** agnhost netexec and serve-hostname (test/images/agnhost of Kubernetes); without arguments it waits. */
const agnhost: Image = {
  name: 'registry.k8s.io/e2e-test-images/agnhost',
  entrypoint: ['/agnhost'],
  command: ['pause'],
  programs: [...busyboxPrograms, 'curl', 'agnhost'],
  size: 56,
  start: (argv, container) => {
    const [program, verb] = argv;
    if (program !== '/agnhost' && program !== 'agnhost') return undefined;
    if (verb === 'pause') return serve(container, [], { onTerminate: { code: 0 } });
    if (verb === 'netexec')
      return serveGo(container, portOf(flag(argv, 'http-port'), 8080), netexec);
    if (verb === 'serve-hostname')
      return serveGo(container, portOf(flag(argv, 'port'), 9376), (_, __, { network }) =>
        respond(200, text, network.host),
      );
    container.log(`maillage: agnhost ${verb ?? ''} n’est pas simulé dans ce cours`, 'stderr');
    container.clock.after(10, () => {
      container.exit(1);
    });
    return { kill: () => {} };
  },
};

const netexec: Answer = (request, { source }, { network, clock }) => {
  const { path, query } = splitPath(request.path);
  const values = parseQuery(query);
  if (path === '/') return respond(200, text, `NOW: ${new Date(clock.now()).toISOString()}`);
  if (path === '/hostname' || path === '/hostName') return respond(200, text, network.host);
  if (path === '/clientip') return respond(200, text, `${source.ip}:${source.port}`);
  if (path === '/echo')
    return respond(Number(values.get('code')?.[0] ?? 200), text, values.get('msg')?.[0] ?? '');
  if (path === '/header')
    return respond(200, text, header(request, (values.get('key')?.[0] ?? '').toLowerCase()) ?? '');
  if (path === '/healthz') return respond(200, [], '');
  return respond(404, [...text, ['X-Content-Type-Options', 'nosniff']], '404 page not found\n');
};

/** docker.io/library/httpd: the page that says it works. */
const httpd: Image = {
  name: 'docker.io/library/httpd',
  command: ['httpd-foreground'],
  programs: [...debianPrograms, 'httpd'],
  files: {
    '/usr/local/apache2/htdocs/index.html': '<html><body><h1>It works!</h1></body></html>\n',
  },
  size: 58,
  start: (argv, container) => {
    if (argv[0] !== 'httpd-foreground') return undefined;
    const server = (request: HttpRequest, { source, time }: Connection): Outcome => {
      const { path } = splitPath(request.path);
      const file = `/usr/local/apache2/htdocs${path}${path.endsWith('/') ? 'index.html' : ''}`;
      const isThere = statAt(container.files, file)?.type === 'file';
      const body = isThere ? container.files.readText(file) : apacheNotFound;
      const status = isThere ? 200 : 404;
      logLater(
        container,
        time,
        `${source.ip} - - [${accessTime(time)}] "${request.method} ${request.path} HTTP/1.1" ${status} ${byteLength(body)}`,
      );
      return respond(
        status,
        [
          ['Date', httpDate(time)],
          ['Server', 'Apache/2.4.65 (Unix)'],
          ['Content-Length', String(byteLength(body))],
          ['Content-Type', isThere ? 'text/html' : 'text/html; charset=iso-8859-1'],
        ],
        body,
        workMs(container, 0.1, 0.3),
      );
    };
    return serve(container, [{ port: 80, server }], { onTerminate: { code: 0 } });
  },
};

const apacheNotFound = `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">
<html><head>
<title>404 Not Found</title>
</head><body>
<h1>Not Found</h1>
<p>The requested URL was not found on this server.</p>
</body></html>
`;

export const smallServers: readonly Image[] = [httpEcho, whoami, agnhost, httpd];
