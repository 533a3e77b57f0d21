import { curves, signatures } from './algorithms.ts';
import {
  findExtension,
  isAuthority,
  sameBytes,
  type ParsedCertificate,
} from '#mesh/x509/parse-certificate.ts';
import { children, readDer } from '#mesh/x509/read-der.ts';
import { alternativeNames } from './extensions.ts';

/** Code and words of X509_verify_cert_error_string; 0 is a chain that is well. */
export interface Verdict {
  code: number;
  text: string;
  depth: number;
  /** From the leaf to where it ended. */
  chain: readonly ParsedCertificate[];
}

const texts: Readonly<Record<number, string>> = {
  0: 'ok',
  7: 'certificate signature failure',
  9: 'certificate is not yet valid',
  10: 'certificate has expired',
  18: 'self-signed certificate',
  19: 'self-signed certificate in certificate chain',
  20: 'unable to get local issuer certificate',
  21: 'unable to verify the first certificate',
};

/** Builds the chain from a leaf to what is trusted and checks it (crypto/x509/x509_vfy.c). */
export async function verifyChain(
  leaf: ParsedCertificate,
  {
    others,
    trusted,
    now,
  }: { others: readonly ParsedCertificate[]; trusted: readonly ParsedCertificate[]; now: number },
): Promise<Verdict> {
  const chain = [leaf];
  let isTrusted = false;
  for (let last = leaf; chain.length < 10;) {
    const anchor =
      trusted.find((each) => sameBytes(each.der, last.der)) ?? findIssuer(last, trusted);
    if (anchor) {
      isTrusted = true;
      if (!sameBytes(anchor.der, last.der)) chain.push(anchor);
      break;
    }
    const issuer = isSelfIssued(last) ? undefined : findIssuer(last, others);
    if (!issuer || chain.includes(issuer)) break;
    chain.push(issuer);
    last = issuer;
  }
  const verdict = (code: number, depth: number): Verdict => ({
    code,
    text: texts[code] ?? '',
    depth,
    chain,
  });
  const depth = chain.length - 1;
  if (!isTrusted) {
    const last = chain.at(-1) ?? leaf;
    if (isSelfIssued(last)) return verdict(depth === 0 ? 18 : 19, depth);
    return verdict(20, depth);
  }
  for (let at = depth; at >= 0; at -= 1) {
    const certificate = chain[at] ?? leaf;
    const issuer = chain[at + 1] ?? (isSelfIssued(certificate) ? certificate : undefined);
    if (issuer && at < depth && !(await isSignedBy(certificate, issuer))) return verdict(7, at);
    if (now < certificate.notBefore) return verdict(9, at);
    if (now > certificate.notAfter) return verdict(10, at);
  }
  return verdict(0, 0);
}

function isSelfIssued({ issuer, subject }: ParsedCertificate): boolean {
  return sameBytes(issuer.whole, subject.whole) && subject.parts.length > 0;
}

function findIssuer(
  certificate: ParsedCertificate,
  among: readonly ParsedCertificate[],
): ParsedCertificate | undefined {
  const keyId = authorityKeyId(certificate);
  return among.find((candidate) => {
    if (!sameBytes(candidate.subject.whole, certificate.issuer.whole)) return false;
    const own = findExtension(candidate, '2.5.29.14');
    const isOther = keyId && own && !sameBytes(readDer(own.value).content, keyId);
    return !isOther && (candidate.version < 3 || isAuthority(candidate));
  });
}

function authorityKeyId(certificate: ParsedCertificate): Uint8Array | undefined {
  const extension = findExtension(certificate, '2.5.29.35');
  return extension && children(readDer(extension.value)).find(({ tag }) => tag === 0x80)?.content;
}

/** Checks the signature itself, with the engine's own cryptography. */
async function isSignedBy(
  certificate: ParsedCertificate,
  { publicKey }: ParsedCertificate,
): Promise<boolean> {
  const [name = '', , hash = ''] = signatures[certificate.signatureAlgorithm] ?? [];
  const curve = curves[publicKey.curve ?? ''];
  const isRsa = name.endsWith('RSAEncryption');
  if (!isRsa && !curve && name !== 'ED25519') return false;
  const algorithm = isRsa
    ? { name: 'RSASSA-PKCS1-v1_5', hash }
    : curve
      ? { name: 'ECDSA', namedCurve: curve[1], hash }
      : { name: 'Ed25519' };
  const key = await crypto.subtle.importKey('spki', copy(publicKey.der), algorithm, false, [
    'verify',
  ]);
  const signature = curve
    ? rawSignature(certificate.signature, curve[2])
    : copy(certificate.signature);
  return crypto.subtle.verify(algorithm, key, signature, copy(certificate.signed));
}

/** WebCrypto takes r and s side by side; certificates have them in DER. */
function rawSignature(der: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const raw = new Uint8Array(2 * size);
  for (const [at, { content }] of children(readDer(der)).entries()) {
    const digits = content.subarray(Math.max(0, content.length - size));
    raw.set(digits, (at + 1) * size - digits.length);
  }
  return raw;
}

function copy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

/** A host's name or address among the certificate's alternative names. */
export function matchesHost(certificate: ParsedCertificate, host: string): string | undefined {
  const extension = findExtension(certificate, '2.5.29.17');
  const names = extension ? alternativeNames(extension) : [];
  const isAddress = /^[\d.]+$/.test(host);
  return names.find(({ kind, value }) =>
    isAddress
      ? kind === 'IP' && value === host
      : kind === 'DNS' && matchesName(value.toLowerCase(), host.toLowerCase()),
  )?.value;
}

/** `*.example.com` stands for one label. */
export function matchesName(pattern: string, host: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === host;
  return host.slice(host.indexOf('.')) === pattern.slice(1) && host.includes('.');
}
