import { sha256 } from '@noble/hashes/sha2.js';
import { bitString, der, objectId, sequence, text } from './der.ts';
import { publicKeyBits, type PublicKey } from './keys.ts';

/** Extensions of a certificate (RFC 5280 §4.2), as Go's x509.CreateCertificate writes them. */

const isTrue = der(0x01, Uint8Array.of(0xff));

/** The bits of a key usage, without zeros at the end. */
const usages = {
  'sign certificates': bitString(Uint8Array.of(0x04), 2),
  'sign certificates and lists': bitString(Uint8Array.of(0x06), 1),
  /** Digital signature and key encipherment. */
  speak: bitString(Uint8Array.of(0xa0), 5),
} as const;

export function keyUsage(usage: keyof typeof usages): Uint8Array {
  return extension('2.5.29.15', usages[usage], isTrue);
}

/** TLS server and client. */
export const extendedKeyUsage = extension(
  '2.5.29.37',
  sequence(objectId('1.3.6.1.5.5.7.3.1'), objectId('1.3.6.1.5.5.7.3.2')),
);

export function basicConstraints(isAuthority: boolean): Uint8Array {
  return extension('2.5.29.19', isAuthority ? sequence(isTrue) : sequence(), isTrue);
}

/** Go takes the first 20 bytes of SHA-256 since 1.25. */
export function keyId(key: PublicKey): Uint8Array {
  return sha256(publicKeyBits(key)).subarray(0, 20);
}

export function subjectKeyId(id: Uint8Array): Uint8Array {
  return extension('2.5.29.14', der(0x04, id));
}

export function authorityKeyId(id: Uint8Array): Uint8Array {
  return extension('2.5.29.35', sequence(der(0x80, id)));
}

interface AlternativeNames {
  readonly uris?: readonly string[];
  readonly dnsNames?: readonly string[];
  /** Where there is no subject. */
  readonly isCritical?: boolean;
}

/** `spiffe://…`, then names of hosts; nothing when there are none. */
export function alternativeNames(given: AlternativeNames): readonly Uint8Array[] {
  const { uris = [], dnsNames = [], isCritical = false } = given;
  const names = [
    ...uris.map((uri) => text(0x86, uri)),
    ...dnsNames.map((host) => text(0x82, host)),
  ];
  if (names.length === 0) return [];
  return [extension('2.5.29.17', sequence(...names), ...(isCritical ? [isTrue] : []))];
}

function extension(id: string, value: Uint8Array, ...flags: readonly Uint8Array[]): Uint8Array {
  return sequence(objectId(id), ...flags, der(0x04, value));
}
