import { existsSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sirv from 'sirv';

const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy':
    'camera=(), geolocation=(), microphone=(), payment=(), usb=(), fullscreen=(self), clipboard-write=(self), screen-wake-lock=(self)',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

export interface ServeOptions {
  readonly dir: string;
  readonly port: number;
  /** The path that the site was built for. */
  readonly base?: string;
  /** Without them the server is one that knows nothing of the course: the <meta> policy stands alone. */
  readonly headers?: boolean;
}

/** The page's own policy, which the header repeats, with the part that a <meta> cannot carry. */
function policyHeader(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const policy = /http-equiv="content-security-policy" content="([^"]+)"/.exec(
    readFileSync(file, 'utf8'),
  )?.[1];
  return policy && `${policy.replaceAll('&#39;', "'")}; frame-ancestors 'self'`;
}

function pageFile(dir: string, path: string): string {
  return join(dir, path.endsWith('.html') ? path : join(path, 'index.html'));
}

function setHeaders(response: ServerResponse, dir: string, path: string): void {
  const isHashed = path.startsWith('/_a/');
  response.setHeader(
    'cache-control',
    isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  const policy = policyHeader(pageFile(dir, decodeURIComponent(path)));
  if (policy) response.setHeader('content-security-policy', policy);
}

function notFound(response: ServerResponse, { dir, headers = true }: ServeOptions): void {
  if (headers) setHeaders(response, dir, '/404.html');
  response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' });
  response.end(readFileSync(join(dir, '404.html')));
}

/** Serves a built course on the loopback interface as a CDN would: precompressed, cached by content, with security headers. */
export async function serve(
  options: ServeOptions,
): Promise<{ url: string; close: () => Promise<void> }> {
  const { dir, port, base = '/', headers = true } = options;
  const prefix = base.replace(/\/$/, '');
  const files = sirv(dir, {
    brotli: true,
    gzip: true,
    etag: true,
    setHeaders: (response, path) => headers && setHeaders(response, dir, path),
  });
  const server = createServer((request, response) => {
    const url = request.url ?? '/';
    if (!url.startsWith(prefix)) return notFound(response, options);
    request.url = url.slice(prefix.length) || '/';
    return files(request, response, () => notFound(response, options));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://localhost:${actual}${prefix}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      dir: { type: 'string', default: 'dist' },
      port: { type: 'string', default: '4321' },
      base: { type: 'string', default: '/' },
      bare: { type: 'boolean', default: false },
    },
  });
  const { dir, port, base, bare } = values;
  const { url } = await serve({ dir, port: Number(port), base, headers: !bare });
  console.log(url);
}
