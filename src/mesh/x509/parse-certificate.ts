import {
  bitsOf,
  children,
  DerError,
  oidOf,
  readDer,
  stringOf,
  timeOf,
  type Der,
} from './read-der.ts';

/** An X.509 certificate, as read (RFC 5280). */
export interface ParsedCertificate {
  der: Uint8Array;
  /** What is signed. */
  signed: Uint8Array;
  version: number;
  serial: Uint8Array;
  /** OID. */
  signatureAlgorithm: string;
  signature: Uint8Array;
  issuer: Name;
  subject: Name;
  notBefore: number;
  notAfter: number;
  publicKey: PublicKey;
  extensions: readonly Extension[];
}

export interface Name {
  /** Its bytes, by which names are compared. */
  whole: Uint8Array;
  /** Each RDN; nearly always of one attribute. */
  parts: readonly (readonly Attribute[])[];
}

interface Attribute {
  oid: string;
  value: string;
}

export interface PublicKey {
  /** SubjectPublicKeyInfo. */
  der: Uint8Array;
  algorithm: string;
  /** OID of the curve. */
  curve: string | undefined;
  /** Of RSA. */
  modulus: Uint8Array | undefined;
  exponent: number | undefined;
  /** The BIT STRING's bytes: the point of a curve. */
  bits: Uint8Array;
}

export interface Extension {
  oid: string;
  critical: boolean;
  value: Uint8Array;
}

/** Throws a `DerError` for what is none. */
export function parseCertificate(der: Uint8Array): ParsedCertificate {
  const [tbs, algorithm, signature] = children(readDer(der));
  if (!tbs || !algorithm || !signature || tbs.tag !== 0x30) throw new DerError('not a certificate');
  const all = children(tbs);
  const hasVersion = all[0]?.tag === 0xa0;
  const fields = hasVersion ? all.slice(1) : all;
  const [serial, , issuer, validity, subject, publicKey, ...rest] = fields;
  if (!serial || !issuer || !validity || !subject || !publicKey)
    throw new DerError('not a certificate');
  const [notBefore, notAfter] = children(validity).map(timeOf);
  const version = hasVersion && all[0] ? (readDer(all[0].content).content[0] ?? 0) : 0;
  const extensions = rest.find(({ tag }) => tag === 0xa3);
  return {
    der,
    signed: tbs.whole,
    version: version + 1,
    serial: serial.content,
    signatureAlgorithm: oidOfAlgorithm(algorithm),
    signature: bitsOf(signature),
    issuer: parseName(issuer),
    subject: parseName(subject),
    notBefore: notBefore ?? 0,
    notAfter: notAfter ?? 0,
    publicKey: parsePublicKey(publicKey),
    extensions: extensions ? children(readDer(extensions.content)).map(parseExtension) : [],
  };
}

function oidOfAlgorithm(algorithm: Der): string {
  const [oid] = children(algorithm);
  if (!oid) throw new DerError('no algorithm');
  return oidOf(oid);
}

export function parseName(name: Der): Name {
  const parts = children(name).map((set) =>
    children(set).map((attribute) => {
      const [oid, value] = children(attribute);
      if (!oid || !value) throw new DerError('bad name');
      return { oid: oidOf(oid), value: stringOf(value) };
    }),
  );
  return { whole: name.whole, parts };
}

/** Of a SubjectPublicKeyInfo. */
export function parsePublicKey(key: Der): PublicKey {
  const [algorithm, bitString] = children(key);
  if (!algorithm || !bitString) throw new DerError('no key');
  const [oid, parameter] = children(algorithm);
  if (!oid) throw new DerError('no key');
  const bits = bitsOf(bitString);
  const name = oidOf(oid);
  const isRsa = name === '1.2.840.113549.1.1.1';
  const [modulus, exponent] = isRsa ? children(readDer(bits)) : [];
  return {
    der: key.whole,
    algorithm: name,
    curve: parameter?.tag === 0x06 ? oidOf(parameter) : undefined,
    modulus: modulus?.content,
    exponent: exponent?.content.reduce((sum, byte) => sum * 256 + byte, 0),
    bits,
  };
}

function parseExtension(extension: Der): Extension {
  const [oid, ...rest] = children(extension);
  const value = rest.at(-1);
  if (!oid || !value) throw new DerError('bad extension');
  return {
    oid: oidOf(oid),
    critical: rest.length > 1 && rest[0]?.content[0] !== 0,
    value: value.content,
  };
}

export function findExtension(
  { extensions }: ParsedCertificate,
  oid: string,
): Extension | undefined {
  return extensions.find((extension) => extension.oid === oid);
}

/** CA:TRUE. */
export function isAuthority(certificate: ParsedCertificate): boolean {
  const constraints = findExtension(certificate, '2.5.29.19');
  return constraints !== undefined && children(readDer(constraints.value))[0]?.tag === 0x01;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** Bits of the key, as OpenSSL counts them. */
export function keyBits({ modulus, curve, bits, algorithm }: PublicKey): number {
  if (modulus) {
    const start = modulus.findIndex((byte) => byte !== 0);
    return (modulus.length - start) * 8 - Math.clz32(modulus[start] ?? 0) + 24;
  }
  if (algorithm === '1.3.101.112') return 253;
  if (curve === '1.3.132.0.35') return 521;
  return ((bits.length - 1) / 2) * 8;
}

/** Names of hosts among its alternative names. */
export function dnsNamesOf(certificate: ParsedCertificate): readonly string[] {
  return alternativeNames(certificate, 0x82);
}

/** `spiffe://…` among them. */
export function uriNamesOf(certificate: ParsedCertificate): readonly string[] {
  return alternativeNames(certificate, 0x86);
}

function alternativeNames(certificate: ParsedCertificate, kind: number): readonly string[] {
  const names = findExtension(certificate, '2.5.29.17');
  if (!names) return [];
  return children(readDer(names.value))
    .filter(({ tag }) => tag === kind)
    .map(stringOf);
}

/** The first of its subject's or issuer's: `identity.linkerd.cluster.local`. */
export function commonNameOf({ parts }: Name): string {
  return parts.flat().find(({ oid }) => oid === '2.5.4.3')?.value ?? '';
}

export function subjectKeyIdOf(certificate: ParsedCertificate): Uint8Array | undefined {
  const id = findExtension(certificate, '2.5.29.14');
  return id && readDer(id.value).content;
}
