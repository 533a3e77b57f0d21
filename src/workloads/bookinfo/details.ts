import type { Image } from '#cluster/kubelet/image.ts';
import { byteLength, header, httpDate, respond } from '#cluster/network/headers.ts';
import type { Server } from '#cluster/network/stack.ts';
import { debianPrograms } from '#workloads/programs.ts';
import { accessTime, logLater, serve, workMs } from '#workloads/serving.ts';
import { splitPath } from '#workloads/url.ts';

/** samples/bookinfo/src/details/details.rb: WEBrick, one book. */
export const details: Image = {
  name: 'docker.io/istio/examples-bookinfo-details-v1',
  command: ['ruby', 'details.rb', '9080'],
  programs: [...debianPrograms, 'curl', 'ruby'],
  size: 70,
  start: (argv, container) => {
    if (argv[0] !== 'ruby') return undefined;
    const port = Number(argv[2] ?? 9080);
    const server: Server = (request, connection) => {
      const { path } = splitPath(request.path);
      const [status, body] = answer(path);
      const type = status === 404 ? 'text/html; charset=ISO-8859-1' : 'application/json';
      const took = workMs(container, 1, 3);
      const end = connection.time + took;
      const agent = header(request, 'referer') ?? '-';
      logLater(
        container,
        end,
        `${connection.source.ip} - - [${accessTime(end).replace('+0000', 'UTC')}] "${request.method} ${request.path} HTTP/1.1" ${status} ${byteLength(body)}`,
        'stderr',
      );
      logLater(container, end, `${agent} -> ${request.path}`, 'stderr');
      return respond(
        status,
        [
          ['Content-Type', type],
          ['Server', 'WEBrick/1.8.1 (Ruby/3.3.4/2024-07-09)'],
          ['Date', httpDate(end)],
          ['Content-Length', String(byteLength(body))],
          ['Connection', 'Keep-Alive'],
        ],
        body,
        took,
      );
    };
    return serve(container, [{ port, server }], { onTerminate: { code: 143 } });
  },
};

function answer(path: string): readonly [number, string] {
  if (path === '/health') return [200, JSON.stringify({ status: 'Details is healthy' })];
  if (path !== '/details' && !path.startsWith('/details/')) return [404, notFound(path)];
  const last = path.split('/').at(-1) ?? '';
  if (!/^\d+$/.test(last))
    return [400, JSON.stringify({ error: 'please provide numeric product id' })];
  return [200, JSON.stringify({ id: Number(last), ...book })];
}

const book = {
  author: 'William Shakespeare',
  year: 1595,
  type: 'paperback',
  pages: 200,
  publisher: 'PublisherA',
  language: 'English',
  'ISBN-10': '1234567890',
  'ISBN-13': '123-1234567890',
};

function notFound(path: string): string {
  return `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0//EN">
<HTML>
  <HEAD><TITLE>Not Found</TITLE></HEAD>
  <BODY>
    <H1>Not Found</H1>
    \`${path}' not found.
    <HR>
    <ADDRESS>
     WEBrick/1.8.1 (Ruby/3.3.4/2024-07-09) at
     details:9080
    </ADDRESS>
  </BODY>
</HTML>
`;
}
