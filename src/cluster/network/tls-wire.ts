/**
 * A TLS handshake as bytes, as far as it tells who is who: what travels through a tunnel that carries bytes and no more
 * (`pods/portforward`). The server's certificates stand in clear, as before TLS 1.3 (RFC 5246 §7.4): nothing is encrypted here.
 */

const handshake = 22;
const alert = 21;
const clientHello = 1;
const serverHello = 2;
const certificate = 11;
/** What every record and hello of a client says, whatever it speaks since. */
const version = [3, 3];
/** No key is drawn from it. */
const random = new Uint8Array(32);
const encoder = new TextEncoder();

export function startsTls(bytes: Uint8Array): boolean {
  return bytes[0] === handshake;
}

export function renderClientHello(serverName: string): Uint8Array {
  const name = [...encoder.encode(serverName)];
  const list = vector(2, [0, ...vector(2, name)]);
  const extensions = serverName === '' ? [] : [0, 0, ...vector(2, list)];
  const body = [
    ...version,
    ...random,
    0,
    ...vector(2, [0x13, 0x01]),
    1,
    0,
    ...vector(2, extensions),
  ];
  return record(handshake, message(clientHello, body));
}

/** The name that the client asks for, '' when it asks for none; undefined while there is more to come. */
export function parseClientHello(bytes: Uint8Array): string | undefined {
  if (bytes.length < 5 || bytes.length < 5 + number(bytes, 3, 2)) return undefined;
  const start = 9 + version.length + random.length;
  const afterSession = start + 1 + number(bytes, start, 1);
  const afterSuites = afterSession + 2 + number(bytes, afterSession, 2);
  const extensions = afterSuites + 1 + number(bytes, afterSuites, 1) + 2;
  for (let at = extensions; at + 4 <= bytes.length; at += 4 + number(bytes, at + 2, 2)) {
    if (number(bytes, at, 2) !== 0) continue;
    const length = number(bytes, at + 7, 2);
    return new TextDecoder().decode(bytes.subarray(at + 9, at + 9 + length));
  }
  return '';
}

/** DER, the server's own first. */
export function renderServerFlight(certificates: readonly Uint8Array[]): Uint8Array {
  const hello = message(serverHello, [...version, ...random, 0, 0x13, 0x01, 0]);
  const list = certificates.flatMap((one) => vector(3, [...one]));
  return record(handshake, [...hello, ...message(certificate, vector(3, list))]);
}

/** A fatal `handshake_failure`. */
export const refusal = record(alert, [2, 40]);

/** Undefined for what is no answer to a hello. */
export function parseServerFlight(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  if (!startsTls(bytes)) return undefined;
  const found: Uint8Array[] = [];
  for (let at = 5; at + 4 <= bytes.length; at += 4 + number(bytes, at + 1, 3)) {
    if (bytes[at] !== certificate) continue;
    const end = at + 4 + number(bytes, at + 1, 3);
    for (let next = at + 7; next < end; next += 3 + number(bytes, next, 3))
      found.push(bytes.slice(next + 3, next + 3 + number(bytes, next, 3)));
  }
  return found;
}

function record(type: number, content: readonly number[]): Uint8Array {
  return Uint8Array.from([type, ...version, ...vector(2, content)]);
}

function message(type: number, content: readonly number[]): readonly number[] {
  return [type, ...vector(3, content)];
}

/** After its length, in so many bytes. */
function vector(size: number, content: readonly number[]): readonly number[] {
  const length = Array.from(
    { length: size },
    (_, place) => (content.length >>> (8 * (size - 1 - place))) & 0xff,
  );
  return [...length, ...content];
}

function number(bytes: Uint8Array, at: number, size: number): number {
  return bytes.subarray(at, at + size).reduce((sum, byte) => sum * 256 + byte, 0);
}
