import { CredentialsError, readCertificates } from '#mesh/linkerd/tls/read-ca.ts';
import { verifyCertificate } from '#mesh/linkerd/tls/verify.ts';
import { expiryProblem, listProblems, validityProblem } from './certificates.ts';
import type { Checker } from './checker.ts';
import type { Credentials } from './credentials.ts';
import type { Verdict } from './runner.ts';

/** `CheckCertAndAnchors`: what a webhook or an API server presents, and what the API server trusts it by. */
export function servingProblem(
  { now }: Checker,
  { certificate, issuers }: Credentials,
  { bundle, host }: { readonly bundle: string; readonly host: string },
): Verdict {
  const roots = readCertificates(bundle);
  const expired = listProblems(roots, (anchor) => validityProblem(now, anchor));
  if (expired !== undefined) return `anchors not within their validity period:\n\t${expired}`;
  const invalid = validityProblem(now, certificate);
  if (invalid !== undefined) return `certificate is ${invalid}`;
  try {
    verifyCertificate(certificate, { roots, intermediates: issuers, dnsName: host, now });
    return undefined;
  } catch (error) {
    if (!(error instanceof CredentialsError)) throw error;
    return `cert is not issued by the trust anchor: ${error.message}`;
  }
}

/** `CheckCertAndAnchorsExpiringSoon`. */
export function servingExpiry({ now }: Checker, { certificate, issuers }: Credentials): Verdict {
  const anchors = listProblems(issuers, (anchor) => expiryProblem(now, anchor));
  if (anchors !== undefined) return `Anchors expiring soon:\n\t${anchors}`;
  const problem = expiryProblem(now, certificate);
  return problem === undefined ? undefined : `certificate ${problem}`;
}
