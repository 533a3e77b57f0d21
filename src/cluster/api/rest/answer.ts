import type { ApiError, Status } from '#cluster/api/api.ts';
import type { Exchange } from './exchange.ts';
import { yaml } from './late-yaml.ts';

const jsonType = 'application/json';

/** An answer in JSON, or in the YAML that was asked for; warnings go with it. `write` writes its JSON on one line. */
export function answer(
  exchange: Exchange,
  value: unknown,
  status = 200,
  write: (value: unknown) => string = JSON.stringify,
): Response {
  const headers = headersWith(exchange.warnings);
  const printer = wantsYaml(exchange) ? yaml.value : undefined;
  headers.set('content-type', printer ? 'application/yaml' : jsonType);
  const json = () => (isPretty(exchange) ? JSON.stringify(value, null, 2) : write(value));
  return new Response(printer ? printer.print(value) : `${json()}\n`, { status, headers });
}

/** What prints YAML is loaded before anything is answered. */
export function wantsYaml({ request }: Exchange): boolean {
  return /^application\/yaml\b/.test(request.headers.get('accept') ?? '');
}

/** JSON that is written already. */
export function answerJson({ warnings }: Exchange, json: Uint8Array<ArrayBuffer>): Response {
  const headers = headersWith(warnings);
  headers.set('content-type', jsonType);
  return new Response(json, { headers });
}

function isPretty({ query }: Exchange): boolean {
  const pretty = query.get('pretty');
  return pretty !== null && pretty !== 'false' && pretty !== '0';
}

function headersWith(warnings: readonly string[]): Headers {
  const headers = new Headers({ 'cache-control': 'no-cache, private' });
  for (const warning of new Set(warnings)) headers.append('warning', `299 - ${quoted(warning)}`);
  return headers;
}

/** An HTTP quoted-string; a header holds Latin-1 only. */
function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return `"${escaped.replaceAll(/[^\t\u0020-\u007e]/gu, '?')}"`;
}

export function answerText(text: string, status = 200): Response {
  return new Response(text, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  });
}

export function answerError(exchange: Exchange, { status }: ApiError): Response {
  const retry = status.details?.['retryAfterSeconds'];
  const response = answer(exchange, status, status.code);
  if (typeof retry === 'number') response.headers.set('retry-after', String(retry));
  return response;
}

export function success(details: Status['details']): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    ...(details ? { details } : {}),
    code: 200,
  };
}

/** What a path outside of the API answers where nothing is: net/http NotFound. */
export function pageNotFound(): Response {
  return answerText('404 page not found\n', 404);
}
