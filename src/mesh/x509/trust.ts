import { numberOf } from './big-endian.ts';
import { verify, type PublicKey } from './keys.ts';
import { isAuthority, sameBytes, type ParsedCertificate } from './parse-certificate.ts';

interface Anchors {
  readonly roots: readonly ParsedCertificate[];
  /** What was presented along with it. */
  readonly intermediates: readonly ParsedCertificate[];
  readonly now: number;
}

/** Whether signatures lead from a certificate to a root, by issuers that are good now. */
export function hasChain(certificate: ParsedCertificate, anchors: Anchors): boolean {
  const { roots, intermediates, now } = anchors;
  if (roots.some((root) => sameBytes(root.der, certificate.der))) return true;
  const isIssuer = (candidate: ParsedCertificate): boolean =>
    isSignedBy(certificate, candidate) && isGoodAt(candidate, now);
  if (roots.some(isIssuer)) return true;
  return intermediates.some((candidate) => {
    const others = intermediates.filter((other) => other !== candidate);
    return isIssuer(candidate) && hasChain(candidate, { ...anchors, intermediates: others });
  });
}

export function isGoodAt({ notBefore, notAfter }: ParsedCertificate, now: number): boolean {
  return notBefore <= now && now <= notAfter;
}

/** Its signature, and that who made it is an authority. */
function isSignedBy(certificate: ParsedCertificate, issuer: ParsedCertificate): boolean {
  if (!sameBytes(certificate.issuer.whole, issuer.subject.whole)) return false;
  const key = knownKey(issuer.publicKey);
  if (!key || (issuer.version === 3 && !isAuthority(issuer))) return false;
  return verify(key, certificate.signed, certificate.signature);
}

/** Of the two algorithms that meshes use. */
export function knownKey(key: ParsedCertificate['publicKey']): PublicKey | undefined {
  const { modulus, exponent, curve, bits } = key;
  if (modulus && exponent) return { modulus: numberOf(modulus), exponent: BigInt(exponent) };
  if (curve !== '1.2.840.10045.3.1.7' || bits.length !== 65) return undefined;
  return { x: numberOf(bits.subarray(1, 33)), y: numberOf(bits.subarray(33)) };
}
