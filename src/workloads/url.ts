import { header } from '#cluster/network/headers.ts';
import type { Connection, HttpRequest } from '#cluster/network/http.ts';

/** The path without its query, and the query. */
export function splitPath(target: string): { path: string; query: string } {
  const at = target.indexOf('?');
  return at < 0
    ? { path: target, query: '' }
    : { path: target.slice(0, at), query: target.slice(at + 1) };
}

/** A query's or a form's values by name, names sorted as Go prints a map. */
export function parseQuery(query: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const pair of query.split('&').filter((each) => each !== '')) {
    const at = pair.indexOf('=');
    const name = decode(at < 0 ? pair : pair.slice(0, at));
    const known = values.get(name) ?? [];
    known.push(at < 0 ? '' : decode(pair.slice(at + 1)));
    values.set(name, known);
  }
  return new Map([...values].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Cookies of a request by name, in order. */
export function cookiesOf(request: HttpRequest): ReadonlyMap<string, string> {
  const pairs = (header(request, 'cookie') ?? '')
    .split(/;\s*/)
    .filter((pair) => pair.includes('='));
  return new Map(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}

/** The client's address as a server behind proxies guesses it. */
export function clientIp(request: HttpRequest, connection: Connection): string {
  const forwarded = header(request, 'x-forwarded-for');
  return forwarded?.split(',')[0]?.trim() ?? connection.source.ip;
}

/** A header's name as Go writes it: `X-Request-Id`. */
export function canonical(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return spaced;
  }
}

/** A value of JSON, or undefined for a text that is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

/** The text of some base64; empty where it is none. */
export function fromBase64(text: string): string {
  const standard = text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  return /^[A-Za-z0-9+/]*$/.test(standard) && standard.length % 4 !== 1 ? atob(standard) : '';
}
