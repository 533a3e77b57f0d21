import { dnsNamesOf, type ParsedCertificate } from '#mesh/x509/parse-certificate.ts';
import { hasChain } from '#mesh/x509/trust.ts';
import { CredentialsError } from './read-ca.ts';

export interface VerifyOptions {
  readonly roots: readonly ParsedCertificate[];
  /** What was presented along with it. */
  readonly intermediates?: readonly ParsedCertificate[];
  /** A name that it must have. */
  readonly dnsName?: string;
  readonly now: number;
}

/** Throws what Go's Certificate.Verify answers, as `Crt.Verify` of linkerd2's pkg/tls/cred.go completes it. */
export function verifyCertificate(certificate: ParsedCertificate, options: VerifyOptions): void {
  const { roots, intermediates = [], dnsName, now } = options;
  const late = expiry(certificate, now);
  if (late !== undefined) {
    const [before, after] = [certificate.notBefore, certificate.notAfter].map(goTime);
    throw new CredentialsError(
      `x509: certificate has expired or is not yet valid: ${late} - Current Time : ${goTime(now)} - Invalid before ${before} - Invalid After ${after}`,
    );
  }
  const names = dnsNamesOf(certificate);
  if (dnsName !== undefined && !names.includes(dnsName)) {
    throw new CredentialsError(
      names.length === 0
        ? 'x509: certificate relies on legacy Common Name field, use SANs instead'
        : `x509: certificate is valid for ${names.join(', ')}, not ${dnsName}`,
    );
  }
  if (!hasChain(certificate, { roots, intermediates, now })) {
    throw new CredentialsError('x509: certificate signed by unknown authority');
  }
}

function expiry({ notBefore, notAfter }: ParsedCertificate, now: number): string | undefined {
  if (now < notBefore) return `current time ${rfc3339(now)} is before ${rfc3339(notBefore)}`;
  if (now > notAfter) return `current time ${rfc3339(now)} is after ${rfc3339(notAfter)}`;
  return undefined;
}

/** `2026-11-30T12:00:00Z`. */
export function rfc3339(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Go's Time.String: `2026-12-01 12:00:20 +0000 UTC`. */
export function goTime(ms: number): string {
  return `${new Date(ms)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.?0*Z$/, '')} +0000 UTC`;
}
