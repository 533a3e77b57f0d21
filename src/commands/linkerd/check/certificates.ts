import { curves, signatures } from '#commands/openssl/algorithms.ts';
import { rfc3339 } from '#mesh/linkerd/tls/verify.ts';
import { numberOf } from '#mesh/x509/big-endian.ts';
import { commonNameOf, keyBits, type ParsedCertificate } from '#mesh/x509/parse-certificate.ts';

/** What linkerd2's pkg/issuercerts (edge-26.6.3) finds wrong with certificates. */

const soonMs = 60 * 24 * 60 * 60 * 1000;

/** `CheckCertValidityPeriod`. */
export function validityProblem(
  now: number,
  { notBefore, notAfter }: ParsedCertificate,
): string | undefined {
  if (notBefore > now) return `not valid before: ${rfc3339(notBefore)}`;
  return notAfter < now ? `not valid anymore. Expired on ${rfc3339(notAfter)}` : undefined;
}

/** `CheckExpiringSoon`: within 60 days. */
export function expiryProblem(now: number, { notAfter }: ParsedCertificate): string | undefined {
  return now + soonMs > notAfter ? `will expire on ${rfc3339(notAfter)}` : undefined;
}

const ecdsaWithSha256 = '1.2.840.10045.4.3.2';

/** `CheckTrustAnchorAlgoRequirements`: RSA will do as well. */
export function anchorAlgorithmProblem({ publicKey }: ParsedCertificate): string | undefined {
  if (publicKey.modulus) return undefined;
  const curve = curves[publicKey.curve ?? '']?.[1];
  if (curve === undefined)
    return `must use ECDSA or RSA for public key algorithm, instead ${keyName(publicKey)} was used`;
  return curve === 'P-256'
    ? undefined
    : `must use P-256 curve for public key, instead P-${keyBits(publicKey)} was used`;
}

/** `CheckIssuerCertAlgoRequirements`. */
export function issuerAlgorithmProblem(certificate: ParsedCertificate): string | undefined {
  const { publicKey, signatureAlgorithm } = certificate;
  const curve = curves[publicKey.curve ?? '']?.[1];
  if (curve === undefined)
    return `must use ECDSA for public key algorithm, instead ${keyName(publicKey)} was used`;
  if (curve !== 'P-256')
    return `must use P-256 curve for public key, instead P-${keyBits(publicKey)} was used`;
  return signatureAlgorithm === ecdsaWithSha256 || isRsaSignature(signatureAlgorithm)
    ? undefined
    : `must be signed by an ECDSA P-256 key, instead ${goSignature(signatureAlgorithm)} was used`;
}

function isRsaSignature(oid: string): boolean {
  return signatures[oid]?.[0].endsWith('RSAEncryption') === true;
}

function keyName({ algorithm, modulus }: ParsedCertificate['publicKey']): string {
  if (modulus) return 'RSA';
  return algorithm === '1.3.101.112' ? 'Ed25519' : 'unknown';
}

/** x509.SignatureAlgorithm's name: `ECDSA-SHA256`, `SHA256-RSA`. */
export function goSignature(oid: string): string {
  const [name = '', , digest = ''] = signatures[oid] ?? [];
  const hash = digest.replace('-', '');
  if (name.startsWith('ecdsa')) return `ECDSA-${hash}`;
  return name === 'ED25519' ? 'Ed25519' : `${hash}-RSA`;
}

/** `* 1 identity.linkerd.cluster.local will expire on …`, for each that has the problem. */
export function listProblems(
  certificates: readonly ParsedCertificate[],
  problemOf: (certificate: ParsedCertificate) => string | undefined,
): string | undefined {
  const lines = certificates.flatMap((certificate) => {
    const problem = problemOf(certificate);
    const { serial, subject } = certificate;
    return problem === undefined
      ? []
      : [`* ${numberOf(serial)} ${commonNameOf(subject)} ${problem}`];
  });
  return lines.length === 0 ? undefined : lines.join('\n\t');
}
