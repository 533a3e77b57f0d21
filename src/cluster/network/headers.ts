import type { Headers, HttpResponse, Outcome } from './http.ts';

/** The first value of a header, by its lower-case name. */
export function header(message: { headers: Headers }, name: string): string | undefined {
  return message.headers.find(([key]) => isNamed(key, name))?.[1];
}

/** With that header once, in its place or at the end. */
export function withHeader<M extends { headers: Headers }>(
  message: M,
  name: string,
  value: string,
): M {
  const at = message.headers.findIndex(([key]) => isNamed(key, name));
  const others = message.headers.filter(([key]) => !isNamed(key, name));
  const place = at < 0 ? others.length : at;
  return { ...message, headers: others.toSpliced(place, 0, [name, value]) };
}

function isNamed(key: string, name: string): boolean {
  return key === name || (key.length === name.length && key.toLowerCase() === name);
}

const encoder = new TextEncoder();

/** Length of a text in UTF-8. */
export function byteLength(text: string): number {
  // Nearly every body is ASCII: no need to encode it to know.
  // eslint-disable-next-line no-control-regex
  return /^[\u0000-\u007f]*$/.test(text) ? text.length : encoder.encode(text).length;
}

/** A response after `elapsed` milliseconds of work. */
export function respond(
  status: number,
  headers: Headers,
  body: string,
  elapsed = 0,
): Outcome & { type: 'response' } {
  const response: HttpResponse = { status, headers, body, protocol: 'HTTP/1.1' };
  return { type: 'response', response, elapsed };
}

/** As every HTTP date is written: `Tue, 15 Nov 1994 08:12:31 GMT`. */
export function httpDate(time: number): string {
  return new Date(time).toUTCString();
}

/** Reason phrases (Go's net/http, RFC 9110). */
const reasons: Readonly<Record<number, string>> = {
  100: 'Continue',
  101: 'Switching Protocols',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  203: 'Non-Authoritative Information',
  204: 'No Content',
  205: 'Reset Content',
  206: 'Partial Content',
  300: 'Multiple Choices',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  305: 'Use Proxy',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  412: 'Precondition Failed',
  413: 'Request Entity Too Large',
  414: 'Request URI Too Long',
  415: 'Unsupported Media Type',
  416: 'Requested Range Not Satisfiable',
  417: 'Expectation Failed',
  418: "I'm a teapot",
  421: 'Misdirected Request',
  422: 'Unprocessable Entity',
  423: 'Locked',
  424: 'Failed Dependency',
  425: 'Too Early',
  426: 'Upgrade Required',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  451: 'Unavailable For Legal Reasons',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
};

/** Empty for a status that has none. */
export function reasonPhrase(status: number): string {
  return reasons[status] ?? '';
}

/** Headers as their protocol writes them: HTTP/2 has no capitals. */
export function headerNames({ headers, protocol }: HttpResponse): Headers {
  return protocol === 'HTTP/2'
    ? headers.map(([name, value]) => [name.toLowerCase(), value])
    : headers;
}
