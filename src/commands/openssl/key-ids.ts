import { der, objectId, sequence } from '#mesh/x509/der.ts';

/** SHA-1 of the key's bits, as `subjectKeyIdentifier=hash` has it (RFC 5280 §4.2.1.2). */
export async function keyHash(bits: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-1', new Uint8Array(bits)));
}

export function subjectKeyId(id: Uint8Array): Uint8Array {
  return sequence(objectId('2.5.29.14'), der(0x04, der(0x04, id)));
}

export function authorityKeyId(id: Uint8Array): Uint8Array {
  return sequence(objectId('2.5.29.35'), der(0x04, sequence(der(0x80, id))));
}
