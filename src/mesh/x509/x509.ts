import { sha256 } from '@noble/hashes/sha2.js';
import { bitString, der, integer, objectId, sequence, text, time } from './der.ts';
import { inverse } from './modular.ts';
import { privateExponent, signRsa, type RsaPrivateKey, type RsaPublicKey } from './rsa.ts';

/** What a certificate says (RFC 5280), as Go's x509.CreateCertificate writes it. */
export interface CertificateFields {
  readonly serial: bigint;
  /** Organization: all that a name of istiod's holds. A certificate without subject has a name without parts. */
  readonly issuer: string;
  readonly subject?: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly key: RsaPublicKey;
  readonly isAuthority: boolean;
  /** `spiffe://…`, then names of hosts. */
  readonly uris: readonly string[];
  readonly dnsNames: readonly string[];
  /** Not for one that signs itself. */
  readonly issuerKey?: RsaPublicKey;
}

const nothing = der(0x05);
const sha256WithRsa = sequence(objectId('1.2.840.113549.1.1.11'), nothing);

export function certificateDer(fields: CertificateFields, signer: RsaPrivateKey): Uint8Array {
  const signed = sequence(
    der(0xa0, integer(2n)),
    integer(fields.serial),
    sha256WithRsa,
    name(fields.issuer),
    sequence(time(fields.notBefore), time(fields.notAfter)),
    name(fields.subject),
    publicKeyInfo(fields.key),
    der(0xa3, sequence(...extensions(fields))),
  );
  return sequence(signed, sha256WithRsa, bitString(signRsa(signer, 'SHA-256', signed)));
}

/** PKCS #1: what stands in an `RSA PRIVATE KEY`. */
export function privateKeyDer(key: RsaPrivateKey): Uint8Array {
  const { primes, modulus, exponent } = key;
  const [p, q] = primes;
  const secret = privateExponent(key);
  const numbers = [0n, modulus, exponent, secret, p, q, secret % (p - 1n), secret % (q - 1n)];
  return sequence(...[...numbers, inverse(q, p)].map(integer));
}

function name(organization: string | undefined): Uint8Array {
  if (organization === undefined) return sequence();
  return sequence(der(0x31, sequence(objectId('2.5.4.10'), text(0x13, organization))));
}

function publicKeyInfo(key: RsaPublicKey): Uint8Array {
  const algorithm = sequence(objectId('1.2.840.113549.1.1.1'), nothing);
  return sequence(algorithm, bitString(publicKey(key)));
}

function publicKey({ modulus, exponent }: RsaPublicKey): Uint8Array {
  return sequence(integer(modulus), integer(exponent));
}

/** Go takes the first 20 bytes of SHA-256 since 1.25. */
function keyId(key: RsaPublicKey): Uint8Array {
  return sha256(publicKey(key)).subarray(0, 20);
}

const isTrue = der(0x01, Uint8Array.of(0xff));
const critical = [isTrue] as const;

/** In Go's order; istiod adds the alternative names itself, last and critical. */
function extensions({ isAuthority, key, issuerKey, uris, dnsNames }: CertificateFields) {
  const names = [
    ...uris.map((uri) => text(0x86, uri)),
    ...dnsNames.map((host) => text(0x82, host)),
  ];
  // The bits of a key usage, without zeros at the end: certificate signing; digital signature and key encipherment.
  const usage = isAuthority ? bitString(Uint8Array.of(0x04), 2) : bitString(Uint8Array.of(0xa0), 5);
  const forBoth = sequence(objectId('1.3.6.1.5.5.7.3.1'), objectId('1.3.6.1.5.5.7.3.2'));
  return [
    extension('2.5.29.15', usage, ...critical),
    ...(isAuthority ? [] : [extension('2.5.29.37', forBoth)]),
    extension('2.5.29.19', isAuthority ? sequence(isTrue) : sequence(), ...critical),
    ...(isAuthority ? [extension('2.5.29.14', der(0x04, keyId(key)))] : []),
    ...(issuerKey ? [extension('2.5.29.35', sequence(der(0x80, keyId(issuerKey))))] : []),
    ...(names.length > 0 ? [extension('2.5.29.17', sequence(...names), ...critical)] : []),
  ];
}

function extension(id: string, value: Uint8Array, ...flags: readonly Uint8Array[]): Uint8Array {
  return sequence(objectId(id), ...flags, der(0x04, value));
}
