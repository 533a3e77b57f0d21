import { publicHalf, publicKeyBits } from '#mesh/x509/keys.ts';
import { parseCertificate, sameBytes } from '#mesh/x509/parse-certificate.ts';
import { parsePem, type PemBlock } from '#mesh/x509/pem.ts';
import { readPrivateKey } from '#mesh/x509/private-key.ts';
import { DerError, readDer } from '#mesh/x509/read-der.ts';

/** crypto/tls.X509KeyPair: why the key is not the certificate's. A curve that is not known here may be right. */
export function pairProblem(certificate: string, key: string): string | undefined {
  const certificates = parsePem(certificate);
  const leaf = certificates.find(({ label }) => label === 'CERTIFICATE');
  if (!leaf) return `tls: ${withoutCertificate(certificates)}`;
  const keys = parsePem(key);
  const secret = keys.find(({ label }) => /^(.* )?PRIVATE KEY$/u.test(label));
  if (!secret) return `tls: ${withoutKey(keys)}`;
  const own = read(() => parseCertificate(leaf.der).publicKey);
  if (!own) return 'x509: malformed certificate';
  const pair = readPrivateKey(key);
  if (!pair) {
    const isKey = read(() => readDer(secret.der))?.tag === 0x30;
    return isKey ? undefined : 'tls: failed to parse private key';
  }
  if ('modulus' in pair !== (own.modulus !== undefined))
    return 'tls: private key type does not match public key type';
  return sameBytes(publicKeyBits(publicHalf(pair)), own.bits)
    ? undefined
    : 'tls: private key does not match public key';
}

function withoutCertificate(blocks: readonly PemBlock[]): string {
  const [first] = blocks;
  if (!first) return 'failed to find any PEM data in certificate input';
  return blocks.length === 1 && first.label.endsWith('PRIVATE KEY')
    ? 'failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched'
    : `failed to find "CERTIFICATE" PEM block in certificate input ${skipped(blocks)}`;
}

function withoutKey(blocks: readonly PemBlock[]): string {
  const [first] = blocks;
  if (!first) return 'failed to find any PEM data in key input';
  return blocks.length === 1 && first.label === 'CERTIFICATE'
    ? 'found a certificate rather than a key in the PEM for the private key'
    : `failed to find PEM block with type ending in "PRIVATE KEY" in key input ${skipped(blocks)}`;
}

function skipped(blocks: readonly PemBlock[]): string {
  return `after skipping PEM blocks of the following types: [${blocks.map(({ label }) => label).join(' ')}]`;
}

function read<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return undefined;
  }
}
