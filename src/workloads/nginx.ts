import type { Container, Image, MainProcess } from '#cluster/kubelet/image.ts';
import { byteLength, header, httpDate, reasonPhrase, respond } from '#cluster/network/headers.ts';
import type { Connection, Headers, HttpRequest, Outcome } from '#cluster/network/http.ts';
import { statAt } from './file-at.ts';
import { readSites } from './nginx-sites.ts';
import { debianPrograms } from './programs.ts';
import { accessTime, fail, logLater, serve, workMs } from './serving.ts';
import { splitPath } from './url.ts';

const newest = '1.29.4';
/** What a tag of two numbers stands for. */
const patches: Readonly<Record<string, string>> = {
  '1.14': '1.14.2',
  '1.16': '1.16.1',
  '1.19': '1.19.10',
  '1.21': '1.21.6',
  '1.23': '1.23.4',
  '1.24': '1.24.0',
  '1.25': '1.25.5',
  '1.26': '1.26.3',
  '1.27': '1.27.5',
  '1.28': '1.28.0',
  '1.29': newest,
};

const html = '/usr/share/nginx/html';
const conf = '/etc/nginx/conf.d/default.conf';

/** docker.io/library/nginx: files of /usr/share/nginx/html, the default server, its two logs. */
export const nginx: Image = {
  name: 'docker.io/library/nginx',
  entrypoint: ['/docker-entrypoint.sh'],
  command: ['nginx', '-g', 'daemon off;'],
  programs: [...debianPrograms, 'curl', 'nginx'],
  env: { NGINX_VERSION: newest },
  files: {
    [`${html}/index.html`]: page(
      'Welcome to nginx!',
      `<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>`,
    ),
    [`${html}/50x.html`]: page(
      'Error',
      `<p>Sorry, the page you are looking for is currently unavailable.<br/>
Please try again later.</p>
<p>If you are the system administrator of this resource then you should check
the error log for details.</p>
<p><em>Faithfully yours, nginx.</em></p>`,
    ).replace('<h1>Error', '<h1>An error occurred.'),
    [conf]: `server {
    listen       80;
    listen  [::]:80;
    server_name  localhost;

    #access_log  /var/log/nginx/host.access.log  main;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    #error_page  404              /404.html;

    # redirect server error pages to the static page /50x.html
    #
    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`,
  },
  size: 72,
  start: (argv, container) =>
    argv.includes('nginx') && !argv.includes('-v') ? startNginx(container) : undefined,
};

function page(title: string, body: string): string {
  return `<!DOCTYPE html>
<html>
<head>
<title>${title}</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>${title}</h1>
${body}
</body>
</html>
`;
}

function startNginx(container: Container): MainProcess {
  const version = versionOf(container);
  const start = (line: string) => {
    container.log(`/docker-entrypoint.sh: ${line}`);
  };
  start('/docker-entrypoint.d/ is not empty, will attempt to perform configuration');
  start('Looking for shell scripts in /docker-entrypoint.d/');
  start('Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh');
  container.log(
    '10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf',
  );
  start('Sourcing /docker-entrypoint.d/15-local-resolvers.envsh');
  start('Launching /docker-entrypoint.d/20-envsubst-on-templates.sh');
  start('Launching /docker-entrypoint.d/30-tune-worker-processes.sh');
  start('Configuration complete; ready for start up');
  const sites = readSites(container);
  if (typeof sites === 'string') {
    return fail(container, 1, [
      `maillage: la directive nginx « ${sites} » n’est pas simulée dans ce cours`,
    ]);
  }
  const notice = (line: string) => {
    container.log(`${errorTime(container.clock.now())} [notice] 1#1: ${line}`, 'stderr');
  };
  notice('using the "epoll" event method');
  notice(`nginx/${version}`);
  notice('start worker processes');
  notice('start worker process 29');
  let connections = 0;
  const servings = sites.map(({ port, root }) => ({
    port,
    server: (request: HttpRequest, connection: Connection): Outcome => {
      connections += 1;
      return answer({ container, root, version, number: connections }, request, connection);
    },
  }));
  return serve(container, servings, {
    onTerminate: { code: 0, afterMs: 30 },
    save: () => {
      const saved = connections;
      return () => {
        connections = saved;
      };
    },
  });
}

/** The image's tag says it: `nginx:1.25`. */
function versionOf({ image }: Container): string {
  const tag = /:([\w.]+)(?:-[\w.-]+)?$/.exec(image ?? '')?.[1] ?? '';
  return /^\d+\.\d+\.\d+$/.test(tag) ? tag : (patches[tag] ?? newest);
}

interface Context {
  container: Container;
  root: string;
  version: string;
  number: number;
}

function answer(context: Context, request: HttpRequest, connection: Connection): Outcome {
  const { container, version } = context;
  const took = workMs(container, 0.05, 0.2);
  const found = find(context, request, connection);
  const { status, body, headers } = typeof found === 'number' ? errorPage(found, version) : found;
  const end = connection.time + took;
  logRequest(container, request, {
    connection,
    status,
    size: request.method === 'HEAD' ? 0 : byteLength(body),
  });
  const all: Headers = [['Server', `nginx/${version}`], ['Date', httpDate(end)], ...headers];
  return respond(status, all, body, took);
}

interface Found {
  status: number;
  body: string;
  headers: Headers;
}

function find(
  { container, root, number }: Context,
  request: HttpRequest,
  connection: Connection,
): Found | number {
  if (request.method !== 'GET' && request.method !== 'HEAD') return 405;
  const { path } = splitPath(request.path);
  const file = `${root}${path}`;
  const stat = statAt(container.files, file.replace(/(?<=.)\/$/, ''));
  if (stat?.type === 'folder' && !path.endsWith('/')) return redirect(request, path);
  const index = `${file}index.html`;
  const target = path.endsWith('/') ? index : file;
  const there = statAt(container.files, target);
  if (there?.type === 'file') return readFile(container, target, there);
  const isForbidden = path.endsWith('/') && stat?.type === 'folder';
  const problem = isForbidden
    ? `directory index of "${file}" is forbidden`
    : `open() "${target}" failed (2: No such file or directory)`;
  const client = `client: ${connection.source.ip}, server: localhost, request: "${request.method} ${request.path} HTTP/1.1", host: "${request.authority}"`;
  logLater(
    container,
    connection.time,
    `${errorTime(connection.time)} [error] 29#29: *${number} ${problem}, ${client}`,
    'stderr',
  );
  return isForbidden ? 403 : 404;
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  txt: 'text/plain',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  xml: 'text/xml',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
};

function readFile(
  { files }: Container,
  path: string,
  { modified, size }: { modified: number; size: number },
): Found {
  const body = files.readText(path);
  const seconds = Math.floor(modified / 1000);
  const extension = /\.([^./]+)$/.exec(path)?.[1] ?? '';
  const headers: Headers = [
    ['Content-Type', types[extension] ?? 'application/octet-stream'],
    ['Content-Length', String(size)],
    ['Last-Modified', httpDate(seconds * 1000)],
    ['Connection', 'keep-alive'],
    ['ETag', `"${seconds.toString(16)}-${size.toString(16)}"`],
    ['Accept-Ranges', 'bytes'],
  ];
  return { status: 200, body, headers };
}

function redirect({ authority }: HttpRequest, path: string): Found {
  const { body, headers } = errorPage(301, newest);
  return {
    status: 301,
    body,
    headers: [
      ...headers.slice(0, 2),
      ['Location', `http://${authority}${path}/`],
      ...headers.slice(2),
    ],
  };
}

function errorPage(status: number, version: string): Found {
  const title = `${status} ${status === 405 ? 'Not Allowed' : reasonPhrase(status)}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/${version}</center>\r\n</body>\r\n</html>\r\n`;
  return {
    status,
    body,
    headers: [
      ['Content-Type', 'text/html'],
      ['Content-Length', String(body.length)],
      ['Connection', 'keep-alive'],
    ],
  };
}

function logRequest(
  container: Container,
  request: HttpRequest,
  { connection, status, size }: { connection: Connection; status: number; size: number },
): void {
  const field = (name: string) => `"${header(request, name) ?? '-'}"`;
  const line = `${connection.source.ip} - - [${accessTime(connection.time)}] "${request.method} ${request.path} HTTP/1.1" ${status} ${size}`;
  logLater(
    container,
    connection.time,
    `${line} ${field('referer')} ${field('user-agent')} ${field('x-forwarded-for')}`,
  );
}

function errorTime(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
}
