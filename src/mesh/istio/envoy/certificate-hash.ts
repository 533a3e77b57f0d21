import { sha256 } from '@noble/hashes/sha2.js';

const hashes = new WeakMap<() => readonly string[], string>();

/** SHA-256 of a presented certificate, in hexadecimal: the leaf's bytes. One list is hashed once. */
export function certificateHash(certificates: () => readonly string[]): string {
  const known = hashes.get(certificates);
  if (known !== undefined) return known;
  const hash = hexadecimal(sha256(bytesOf(certificates()[0] ?? '')));
  hashes.set(certificates, hash);
  return hash;
}

function bytesOf(pem: string): Uint8Array {
  const base64 = pem.replaceAll(/-----[^-]+-----|\s/g, '');
  // A client may present anything.
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3}={0,2})?$/.test(base64))
    return new TextEncoder().encode(pem);
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
