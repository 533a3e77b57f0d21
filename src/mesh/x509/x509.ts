import { bitString, der, integer, objectId, sequence, text, time } from './der.ts';
import {
  publicKeyInfo,
  sign,
  signatureAlgorithm,
  type PrivateKey,
  type PublicKey,
} from './keys.ts';

/** What a certificate says (RFC 5280). */
export interface CertificateFields {
  readonly serial: bigint;
  /** Names as DER. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly key: PublicKey;
  readonly extensions: readonly Uint8Array[];
}

export function certificateDer(fields: CertificateFields, signer: PrivateKey): Uint8Array {
  const algorithm = signatureAlgorithm(signer);
  // Without extensions there is no third version, and no need to say so.
  const hasExtensions = fields.extensions.length > 0;
  const signed = sequence(
    ...(hasExtensions ? [der(0xa0, integer(2n))] : []),
    integer(fields.serial),
    algorithm,
    fields.issuer,
    sequence(time(fields.notBefore), time(fields.notAfter)),
    fields.subject,
    publicKeyInfo(fields.key),
    ...(hasExtensions ? [der(0xa3, sequence(...fields.extensions))] : []),
  );
  return sequence(signed, algorithm, bitString(sign(signer, signed)));
}

const attributes = { O: '2.5.4.10', CN: '2.5.4.3' } as const;

/** A name of one part; without any, that of who has none. */
export function nameOf(type?: keyof typeof attributes, value = ''): Uint8Array {
  if (type === undefined) return sequence();
  const part = sequence(objectId(attributes[type]), text(stringTag(value), value));
  return sequence(der(0x31, part));
}

/** PrintableString where its few characters are enough, as Go has it. */
function stringTag(value: string): number {
  return /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value) ? 0x13 : 0x0c;
}
