import type { HttpRequest } from '#cluster/network/http.ts';
import { cookiesOf } from '#workloads/url.ts';

/** Flask's session cookie: what it holds, when it was signed, a signature. The user's name is all there is in it. */
export function sessionCookie(user: string, time: number): string {
  const seconds = Math.floor(time / 1000);
  const stamp = toUrl(
    String.fromCharCode(...[24, 16, 8, 0].map((shift) => (seconds >>> shift) & 255)),
  );
  const signed = `${toUrl(toBinary(JSON.stringify({ user })))}.${stamp}`;
  return `${signed}.${signature(signed)}`;
}

/** Undefined where there is no cookie, or one that was not signed here. */
export function readSession(request: HttpRequest): string | undefined {
  const cookie = cookiesOf(request).get('session');
  if (cookie === undefined) return undefined;
  const at = cookie.lastIndexOf('.');
  const signed = cookie.slice(0, at);
  if (at < 0 || signature(signed) !== cookie.slice(at + 1)) return undefined;
  const payload = signed.split('.')[0] ?? '';
  const text = decodeURIComponent(
    escapeBinary(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))),
  );
  const { user } = JSON.parse(text) as { user?: string };
  return user === '' ? undefined : user;
}

/** Twenty bytes that depend on all of the text; nobody needs them to be secret. */
function signature(text: string): string {
  let hash = 0x811c9dc5;
  let bytes = '';
  for (let round = 0; round < 20; round += 1) {
    for (let at = 0; at < text.length; at += 1)
      hash = Math.imul(hash ^ text.charCodeAt(at) ^ round, 0x01000193);
    bytes += String.fromCharCode((hash >>> 24) ^ (hash & 255));
  }
  return toUrl(bytes);
}

function toUrl(binary: string): string {
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function toBinary(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}

function escapeBinary(binary: string): string {
  return Array.from(
    binary,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  ).join('');
}
