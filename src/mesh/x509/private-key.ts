import { numberOf } from './big-endian.ts';
import { der, integer, objectId, sequence } from './der.ts';
import { privateKeyDer, type PrivateKey } from './keys.ts';
import { p256KeyOf } from './p256.ts';
import { parsePem, renderPem } from './pem.ts';
import { children, DerError, oidOf, readDer } from './read-der.ts';
import { rsaKeyOf } from './rsa.ts';

const rsa = '1.2.840.113549.1.1.1';
const curve = '1.2.840.10045.2.1';
const p256 = '1.2.840.10045.3.1.7';

/** PKCS #8 in PEM: what OpenSSL 3 and cert-manager write. */
export function privateKeyPem(key: PrivateKey): string {
  const isRsa = 'modulus' in key;
  const algorithm = sequence(objectId(isRsa ? rsa : curve), isRsa ? der(0x05) : objectId(p256));
  const info = sequence(integer(0n), algorithm, der(0x04, privateKeyDer(key)));
  return renderPem('PRIVATE KEY', info);
}

/** The first key of a text (PKCS #8, PKCS #1 or SEC 1); undefined where there is none that is known. */
export function readPrivateKey(pem: string): PrivateKey | undefined {
  const block = parsePem(pem).find(({ label }) => label.endsWith('PRIVATE KEY'));
  if (!block) return undefined;
  try {
    if (block.label === 'RSA PRIVATE KEY') return readRsa(block.der);
    return block.label === 'EC PRIVATE KEY' ? readCurve(block.der) : readInfo(block.der);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return undefined;
  }
}

function readInfo(bytes: Uint8Array): PrivateKey | undefined {
  const [, algorithm, content] = children(readDer(bytes));
  const [oid] = algorithm ? children(algorithm) : [];
  if (!oid || !content) return undefined;
  return oidOf(oid) === rsa ? readRsa(content.content) : readCurve(content.content);
}

function readRsa(bytes: Uint8Array): PrivateKey | undefined {
  const [, , , , p, q] = children(readDer(bytes));
  return p && q && rsaKeyOf(numberOf(p.content), numberOf(q.content));
}

function readCurve(bytes: Uint8Array): PrivateKey | undefined {
  const [, secret] = children(readDer(bytes));
  return secret?.content.length === 32 ? p256KeyOf(numberOf(secret.content) - 1n) : undefined;
}
