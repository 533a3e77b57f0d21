import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const dist = 'dist';

/** The address of every page of the built site, from its root. */
export function pagePaths(root = dist): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .map((name) => `/${name.replaceAll('\\', '/').replace(/index\.html$/, '')}`)
    .sort();
}

export function readPage(path: string, root = dist): string {
  return readFileSync(join(root, path.endsWith('/') ? `${path}index.html` : path), 'utf8');
}

/** Bytes that cross the network for an address: the brotli form when there is one. */
export function transferred(path: string, root = dist): number {
  const clean = decodeURIComponent(path.split(/[?#]/)[0] ?? '');
  const file = join(root, clean.endsWith('/') ? `${clean}index.html` : clean);
  return statSync(existsSync(`${file}.br`) ? `${file}.br` : file).size;
}
