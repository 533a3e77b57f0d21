import { numberOf } from '#mesh/x509/big-endian.ts';
import { lazyCertificate, type Certificate } from '#mesh/x509/certificate.ts';
import { publicHalf, publicKeyBits, type PrivateKey } from '#mesh/x509/keys.ts';
import { p256KeyOf } from '#mesh/x509/p256.ts';
import {
  commonNameOf,
  dnsNamesOf,
  isAuthority,
  parseCertificate,
  sameBytes,
  subjectKeyIdOf,
  type ParsedCertificate,
} from '#mesh/x509/parse-certificate.ts';
import { certificatesOf, parsePem, type PemBlock } from '#mesh/x509/pem.ts';
import { children, DerError, readDer } from '#mesh/x509/read-der.ts';
import { rsaKeyOf } from '#mesh/x509/rsa.ts';
import type { Issuer } from './ca.ts';

/** What is wrong with a certificate or a key, in the words of Go's crypto/x509 and of linkerd2's pkg/tls. */
export class CredentialsError extends Error {
  override name = 'CredentialsError';
}

/** `DecodePEMCertificates`. */
export function readCertificates(pem: string): readonly ParsedCertificate[] {
  const certificates = certificatesOf(pem).map((der) => parsed(() => parseCertificate(der)));
  if (certificates.length === 0) throw new CredentialsError('not a PEM certificate');
  return certificates;
}

/** `ValidateAndCreateCreds`: a certificate, those above it, and its key. */
export function readIssuer(certificatePem: string, keyPem: string): Issuer {
  const key = readKey(keyPem);
  const [first, ...above] = readCertificates(certificatePem);
  if (!first) throw new CredentialsError('No certificates found');
  if (!sameBytes(publicKeyBits(publicHalf(key)), first.publicKey.bits)) {
    throw new CredentialsError('tls: Public and private key do not match');
  }
  const issuers = above.map((each, at) => certificateOf(each, above.slice(at + 1)));
  return {
    key,
    certificate: { ...certificateOf(first, above), issuers },
    subject: first.subject.whole,
    keyId: subjectKeyIdOf(first),
  };
}

/** What was read, as what issued certificates have above them. */
export function certificateOf(
  read: ParsedCertificate,
  above: readonly ParsedCertificate[] = [],
): Certificate {
  const dnsNames = dnsNamesOf(read);
  const facts = {
    identity: isAuthority(read) ? undefined : (dnsNames[0] ?? commonNameOf(read.subject)),
    dnsNames,
    serial: numberOf(read.serial).toString(16),
    notBefore: read.notBefore,
    notAfter: read.notAfter,
    isAuthority: isAuthority(read),
    issuers: above.map((each, at) => certificateOf(each, above.slice(at + 1))),
  };
  return lazyCertificate(facts, () => read.der);
}

/** `DecodePEMKey`. */
function readKey(pem: string): PrivateKey {
  const [block] = parsePem(pem);
  if (!block) throw new CredentialsError('failed to decode PEM');
  return parsed(() => keyOf(block));
}

function keyOf({ label, der }: PemBlock): PrivateKey {
  const parts = children(readDer(der)).map(({ content }) => content);
  if (label === 'EC PRIVATE KEY') {
    const [, secret] = parts;
    if (secret?.length === 32) return p256KeyOf(numberOf(secret) - 1n);
  } else if (label === 'RSA PRIVATE KEY') {
    const [p, q] = [parts[4], parts[5]];
    if (p && q) return rsaKeyOf(numberOf(p), numberOf(q));
  } else {
    throw new CredentialsError(`unsupported block type: '${label}'`);
  }
  throw new DerError('no key');
}

/** What is no DER is said as Go says it. */
function parsed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new CredentialsError(`x509: malformed certificate`, { cause: error });
  }
}
