import { base64 } from './base64url.ts';

/** One block of a PEM file: `CERTIFICATE`, `EC PRIVATE KEY`. */
export interface PemBlock {
  readonly label: string;
  readonly der: Uint8Array;
}

export function renderPem(label: string, bytes: Uint8Array): string {
  const lines = base64(bytes).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** The blocks of a text, in order; what stands between them is left out. */
export function parsePem(text: string): readonly PemBlock[] {
  return [
    ...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----\s*([A-Za-z0-9+/=\s]*?)-----END \1-----/g),
  ].flatMap(([, label = '', body = '']) => {
    const binary = decode(body.replace(/\s/g, ''));
    return binary === undefined ? [] : [{ label, der: bytesIn(binary) }];
  });
}

export function certificatesOf(text: string): readonly Uint8Array[] {
  return parsePem(text)
    .filter(({ label }) => label === 'CERTIFICATE')
    .map(({ der }) => der);
}

/** Filled one by one: a string's own iterator takes ten times as long, and certificates are read over and over. */
function bytesIn(binary: string): Uint8Array {
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

function decode(text: string): string | undefined {
  try {
    return atob(text);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return undefined;
  }
}
