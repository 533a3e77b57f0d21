import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { AstroIntegration } from 'astro';

const compressible = /\.(?:html|css|js|json|svg|txt|xml)$/;
const marker = '<meta charset="utf-8">';

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

const inlineScript = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g;
const inlineStyle = /<style[^>]*>([\s\S]*?)<\/style>/g;

function hashes(html: string, inline: RegExp): string[] {
  return [...new Set([...html.matchAll(inline)].map(([, text = '']) => hashOf(text)))];
}

type Allowed = Readonly<Record<string, readonly string[]>>;

/**
 * What a page is allowed besides. A room speaks to the broker that its organiser names, whose address no build can know, and
 * shows a deck in a frame: the deck, like all other pages, speaks to the site alone.
 */
const allowances: Readonly<Record<string, Allowed>> = {
  'fr/salle/index.html': { 'connect-src': ['ws:', 'wss:'], 'frame-src': ["'self'"] },
};

/** The policy of one page: what it holds inline, by hash, and nothing from elsewhere. */
export function policyOf(html: string, page = ''): string {
  const allowed = allowances[page] ?? {};
  const directives = {
    'default-src': ["'none'"],
    'script-src': ["'self'", ...hashes(html, inlineScript)],
    'style-src': ["'self'", ...hashes(html, inlineStyle)],
    'img-src': ["'self'"],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...(allowed['connect-src'] ?? [])],
    ...(allowed['frame-src'] && { 'frame-src': allowed['frame-src'] }),
    'worker-src': ["'self'"],
    'manifest-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'require-trusted-types-for': ["'script'"],
    'trusted-types': ['cours'],
  };
  return Object.entries(directives)
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join('; ');
}

/** Astro's islands bring a style sheet in the body, where HTML wants none: base.css says the same. */
const islandStyle = '<style>astro-island,astro-slot,astro-static-slot{display:contents}</style>';

/** Writes the page's policy first in its head: a <meta> policy governs only what follows it. */
export function withPolicy(html: string, path = ''): string {
  if (!html.includes(marker)) {
    throw new Error(
      `La page n’a pas de ${marker} : sa politique de sécurité ne peut pas être posée.`,
    );
  }
  const page = html.replace(islandStyle, '');
  const policy = `<meta http-equiv="content-security-policy" content="${policyOf(page, path)}">`;
  return page.replace(marker, marker + policy);
}

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

async function compress(path: string): Promise<void> {
  const body = await readFile(path);
  const best = {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  };
  await writeFile(`${path}.br`, await toBrotli(body, best));
  await writeFile(`${path}.gz`, await toGzip(body, { level: 9 }));
}

/** Compresses on every core: it is most of the time of a large build. */
async function compressAll(paths: readonly string[]): Promise<void> {
  const waiting = paths.values();
  const work = async () => {
    for (const path of waiting) await compress(path);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}

/** The last step of a build: each page gets its Content-Security-Policy, each text file its compressed forms. */
export function delivery(): AstroIntegration {
  return {
    name: 'maillage:delivery',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const root = fileURLToPath(dir);
        const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) =>
          join(root, name),
        );
        for (const file of files.filter((name) => name.endsWith('.html'))) {
          const page = relative(root, file).replaceAll('\\', '/');
          writeFileSync(file, withPolicy(readFileSync(file, 'utf8'), page));
        }
        await compressAll(files.filter((name) => compressible.test(name)));
      },
    },
  };
}
