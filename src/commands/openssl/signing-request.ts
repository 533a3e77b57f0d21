import { bitString, der, integer, objectId, sequence } from '#mesh/x509/der.ts';
import {
  publicHalf,
  publicKeyInfo,
  sign,
  signatureAlgorithm,
  type PrivateKey,
} from '#mesh/x509/keys.ts';
import {
  parseName,
  parsePublicKey,
  type Name,
  type PublicKey,
} from '#mesh/x509/parse-certificate.ts';
import { parsePem } from '#mesh/x509/pem.ts';
import { children, DerError, readDer, type Der } from '#mesh/x509/read-der.ts';

const extensionRequest = '1.2.840.113549.1.9.14';

/** PKCS #10 (RFC 2986). */
export function requestDer(
  subject: Uint8Array,
  key: PrivateKey,
  extensions: readonly Uint8Array[],
): Uint8Array {
  const asked = sequence(objectId(extensionRequest), der(0x31, sequence(...extensions)));
  const signed = sequence(
    integer(0n),
    subject,
    publicKeyInfo(publicHalf(key)),
    der(0xa0, ...(extensions.length > 0 ? [asked] : [])),
  );
  return sequence(signed, signatureAlgorithm(key), bitString(sign(key, signed)));
}

export interface SigningRequest {
  readonly subject: Name;
  readonly key: PublicKey;
  /** As they are asked for. */
  readonly extensions: readonly Uint8Array[];
}

/** Undefined where the text holds none. */
export function readRequest(pem: string): SigningRequest | undefined {
  const block = parsePem(pem).find(({ label }) => /^(NEW )?CERTIFICATE REQUEST$/.test(label));
  if (!block) return undefined;
  try {
    const [signed] = children(readDer(block.der));
    const [, subject, key, attributes] = signed ? children(signed) : [];
    if (!subject || !key) return undefined;
    return {
      subject: parseName(subject),
      key: parsePublicKey(key),
      extensions: askedIn(attributes),
    };
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return undefined;
  }
}

function askedIn(attributes: Der | undefined): readonly Uint8Array[] {
  const [first] = attributes ? children(attributes) : [];
  const [, values] = first ? children(first) : [];
  const [list] = values ? children(values) : [];
  return list ? children(list).map(({ whole }) => whole) : [];
}
