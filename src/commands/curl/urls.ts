import { CurlError } from './errors.ts';

export interface Url {
  scheme: 'http' | 'https';
  user: string | undefined;
  host: string;
  port: number;
  /** With its query. */
  path: string;
}

const defaultPorts = { http: 80, https: 443 } as const;

/** As lib/urlapi.c, with `http` guessed where there is no scheme. */
export function parseUrl(text: string, allowed: (scheme: string) => boolean = () => true): Url {
  const [, given, rest = ''] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/{1,3})?(.*)$/s.exec(text) ?? [];
  const scheme = (given ?? 'http').toLowerCase();
  if (!isHttp(scheme)) throw new CurlError(1, `Protocol "${scheme}" not supported`);
  if (!allowed(scheme)) throw new CurlError(1, `Protocol "${scheme}" disabled`);
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0020\u007f]/.test(rest)) throw rejected('Malformed input to a URL function');
  const [, authority = '', path = '', query = ''] = /^([^/?#]*)([^?#]*)(\?[^#]*)?/.exec(rest) ?? [];
  const at = authority.lastIndexOf('@');
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(authority.slice(at + 1)) ?? [];
  if (host === '') throw rejected('No host part in the URL');
  if (port !== undefined && port !== '' && (!/^\d+$/.test(port) || Number(port) > 65_535)) {
    throw rejected('Port number was not a decimal number between 0 and 65535');
  }
  return {
    scheme,
    user: at < 0 ? undefined : decodeURIComponent(authority.slice(0, at)),
    host: host.toLowerCase(),
    port: port === undefined || port === '' ? defaultPorts[scheme] : Number(port),
    path: `${withoutDots(path)}${query}`,
  };
}

function isHttp(scheme: string): scheme is 'http' | 'https' {
  return scheme === 'http' || scheme === 'https';
}

function rejected(why: string): CurlError {
  return new CurlError(3, `URL rejected: ${why}`);
}

function isDefaultPort({ scheme, port }: Url): boolean {
  return defaultPorts[scheme] === port;
}

export function renderUrl(url: Url): string {
  return `${url.scheme}://${authorityOf(url)}${url.path}`;
}

export function authorityOf(url: Url): string {
  return isDefaultPort(url) ? url.host : `${url.host}:${url.port}`;
}

/** Where a Location leads, from where it was found. */
export function resolveLocation(from: Url, location: string): string {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(location)) return location.replaceAll(' ', '%20');
  const to = location.replaceAll(' ', '%20');
  if (to.startsWith('//')) return `${from.scheme}:${to}`;
  const base = `${from.scheme}://${authorityOf(from)}`;
  if (to.startsWith('/')) return base + to;
  const path = from.path.split('?')[0] ?? '/';
  if (to.startsWith('?')) return base + path + to;
  return base + path.slice(0, path.lastIndexOf('/') + 1) + to;
}

function withoutDots(path: string): string {
  const kept: string[] = [];
  const segments = path.split('/').slice(1);
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
    if (isLast && (segment === '.' || segment === '..')) kept.push('');
  }
  return `/${kept.join('/')}`;
}

/** A URL with its globs expanded, and what each glob stood for: `#1` in the name of an output. */
export interface Expanded {
  url: string;
  parts: readonly string[];
}

/** `{a,b}`, `[1-10]`, `[01-10:3]`, `[a-z]` (src/tool_urlglob.c). */
export function expandGlobs(url: string): readonly Expanded[] {
  let done: Expanded[] = [{ url: '', parts: [] }];
  const append = (texts: readonly string[], isGlob: boolean): void => {
    done = done.flatMap(({ url: start, parts }) =>
      texts.map((text) => ({ url: start + text, parts: isGlob ? [...parts, text] : parts })),
    );
  };
  for (let at = 0; at < url.length;) {
    const character = url.charAt(at);
    const end =
      character === '{' ? url.indexOf('}', at) : character === '[' ? url.indexOf(']', at) : -1;
    const inner = end < 0 ? '' : url.slice(at + 1, end);
    if (character === '\\' && '{}[]'.includes(url.charAt(at + 1))) {
      append([url.charAt(at + 1)], false);
      at += 2;
    } else if (character === '{') {
      if (end < 0) throw globError('unmatched brace', at + 1, url);
      append(inner.split(','), true);
      at = end + 1;
    } else if (character === '[' && !/^\[[0-9a-fA-F:.]*:[0-9a-fA-F:.]*\]/.test(url.slice(at))) {
      const range = end < 0 ? undefined : rangeOf(inner);
      if (!range) throw globError('bad range', at + 2, url);
      append(range, true);
      at = end + 1;
    } else if (character === ']' || character === '}') {
      throw globError('unmatched close brace/bracket', at + 1, url);
    } else {
      append([character], false);
      at += 1;
      if (character === '[') {
        append([url.slice(at, end + 1)], false);
        at = end + 1;
      }
    }
  }
  return done;
}

function rangeOf(text: string): readonly string[] | undefined {
  const [, from = '', to = '', step = '1'] = /^(\d+)-(\d+)(?::(\d+))?$/.exec(text) ?? [];
  const [, first, last, letterStep = '1'] = /^([a-zA-Z])-([a-zA-Z])(?::(\d+))?$/.exec(text) ?? [];
  if (first !== undefined && last !== undefined) {
    const codes = count(first.charCodeAt(0), last.charCodeAt(0), Number(letterStep));
    return codes?.map((code) => String.fromCharCode(code));
  }
  const width = from.startsWith('0') ? from.length : 0;
  return from === ''
    ? undefined
    : count(Number(from), Number(to), Number(step))?.map((value) =>
        String(value).padStart(width, '0'),
      );
}

function count(from: number, to: number, step: number): readonly number[] | undefined {
  if (to < from || step < 1 || (to - from) / step > 100_000) return undefined;
  return Array.from(
    { length: Math.floor((to - from) / step) + 1 },
    (_, index) => from + index * step,
  );
}

function globError(what: string, position: number, url: string): CurlError {
  return new CurlError(
    3,
    `${what} in URL position ${position}:\n${url}\n${' '.repeat(position - 1)}^`,
  );
}
