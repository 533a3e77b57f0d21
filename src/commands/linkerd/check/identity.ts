import { textAt } from '#commands/kubectl/json.ts';
import { CredentialsError, readCertificates } from '#mesh/linkerd/tls/read-ca.ts';
import { verifyCertificate } from '#mesh/linkerd/tls/verify.ts';
import type { ParsedCertificate } from '#mesh/x509/parse-certificate.ts';
import {
  anchorAlgorithmProblem,
  expiryProblem,
  issuerAlgorithmProblem,
  listProblems,
  validityProblem,
} from './certificates.ts';
import type { Checker } from './checker.ts';
import { credentialsOf, secretData, type Credentials } from './credentials.ts';
import { CheckFailure, type Category, type Verdict } from './runner.ts';
import { untrustedPods } from './trust-bundle.ts';

const secretName = 'linkerd-identity-issuer';

interface Trust {
  readonly issuer: Credentials;
  readonly anchors: readonly ParsedCertificate[];
}

/** Where the three stand: in a secret of Linkerd's own form, its anchors in the configuration, or in one of cert-manager's. */
interface Scheme {
  readonly certificate: string;
  readonly key: string;
  readonly anchors: string | undefined;
  readonly isExternal: boolean;
}

const ownScheme: Scheme = {
  certificate: 'crt.pem',
  key: 'key.pem',
  anchors: undefined,
  isExternal: false,
};
const externalScheme: Scheme = {
  certificate: 'tls.crt',
  key: 'tls.key',
  anchors: 'ca.crt',
  isExternal: true,
};

/** `checkCertificatesConfig`. */
async function readTrust(checker: Checker): Promise<Trust> {
  const values = await checker.values();
  const name = textAt(values, 'identity.issuer.scheme');
  const scheme = name === '' || name === 'linkerd.io/tls' ? ownScheme : externalScheme;
  const path = `/api/v1/namespaces/${checker.namespace}/secrets/${secretName}`;
  const data = secretData(await checker.get(path));
  const part = (key: string, what: string, isExternal: boolean): string => {
    const found = data.get(key);
    if (found !== undefined) return found;
    throw new CheckFailure(
      `key ${key} containing the ${what} needs to exist in secret ${secretName} if --identity-external-issuer=${isExternal}`,
    );
  };
  const anchors =
    scheme.anchors === undefined
      ? textAt(values, 'identityTrustAnchorsPEM')
      : part(scheme.anchors, 'trust anchors', true);
  const pem = part(scheme.certificate, 'issuer certificate', scheme.isExternal);
  // The real one says `true` for either scheme.
  const key = part(scheme.key, 'issuer key', true);
  checkReadable(pem);
  return { issuer: credentialsOf(pem, key), anchors: readCertificates(anchors) };
}

/** `FetchIssuerData` looks first when it expires. */
function checkReadable(pem: string): void {
  try {
    readCertificates(pem);
  } catch (error) {
    if (!(error instanceof CredentialsError)) throw error;
    throw new CheckFailure(`could not parse issuer certificate: ${error.message}`);
  }
}

function judge(verdictOf: (trust: Trust, checker: Checker) => Verdict) {
  return async (checker: Checker): Promise<Verdict> => verdictOf(await readTrust(checker), checker);
}

/** With what stands before it, when there is something. */
function after(start: string, problem: string | undefined): string | undefined {
  return problem === undefined ? undefined : `${start}${problem}`;
}

export const identity: Category = {
  id: 'linkerd-identity',
  checks: [
    {
      description: 'certificate config is valid',
      anchor: 'l5d-identity-cert-config-valid',
      isFatal: true,
      run: judge(() => undefined),
    },
    {
      description: 'trust anchors are using supported crypto algorithm',
      anchor: 'l5d-identity-trustAnchors-use-supported-crypto',
      isFatal: true,
      run: judge(({ anchors }) =>
        after('Invalid trustAnchors:\n\t', listProblems(anchors, anchorAlgorithmProblem)),
      ),
    },
    {
      description: 'trust anchors are within their validity period',
      anchor: 'l5d-identity-trustAnchors-are-time-valid',
      isFatal: true,
      run: judge(({ anchors }, { now }) =>
        after(
          'Invalid anchors:\n\t',
          listProblems(anchors, (anchor) => validityProblem(now, anchor)),
        ),
      ),
    },
    {
      description: 'trust anchors are valid for at least 60 days',
      anchor: 'l5d-identity-trustAnchors-not-expiring-soon',
      isWarning: true,
      run: judge(({ anchors }, { now }) =>
        after(
          'Anchors expiring soon:\n\t',
          listProblems(anchors, (anchor) => expiryProblem(now, anchor)),
        ),
      ),
    },
    {
      description: 'issuer cert is using supported crypto algorithm',
      anchor: 'l5d-identity-issuer-cert-uses-supported-crypto',
      isFatal: true,
      run: judge(({ issuer }) =>
        after('issuer certificate ', issuerAlgorithmProblem(issuer.certificate)),
      ),
    },
    {
      description: 'issuer cert is within its validity period',
      anchor: 'l5d-identity-issuer-cert-is-time-valid',
      isFatal: true,
      run: judge(({ issuer }, { now }) =>
        after('issuer certificate is ', validityProblem(now, issuer.certificate)),
      ),
    },
    {
      description: 'issuer cert is valid for at least 60 days',
      anchor: 'l5d-identity-issuer-cert-not-expiring-soon',
      isWarning: true,
      run: judge(({ issuer }, { now }) =>
        after('issuer certificate ', expiryProblem(now, issuer.certificate)),
      ),
    },
    {
      description: 'issuer cert is issued by the trust anchor',
      anchor: 'l5d-identity-issuer-cert-issued-by-trust-anchor',
      run: judge(({ issuer, anchors }, { now }) => {
        const { certificate, issuers } = issuer;
        verifyCertificate(certificate, { roots: anchors, intermediates: issuers, now });
        return undefined;
      }),
    },
  ],
};

export const identityDataPlane: Category = {
  id: 'linkerd-identity-data-plane',
  checks: [
    {
      description: 'data plane proxies certificate match CA',
      anchor: 'l5d-identity-data-plane-proxies-certs-match-ca',
      isWarning: true,
      run: (checker) => untrustedPods(checker, checker.dataPlaneNamespace),
    },
  ],
};
