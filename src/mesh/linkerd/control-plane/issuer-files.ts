import { FileError, type FileSystem } from '#process/files.ts';
import { readCertificates, readIssuer, CredentialsError } from '#mesh/linkerd/tls/read-ca.ts';
import type { Issuer } from '#mesh/linkerd/tls/ca.ts';
import { verifyCertificate } from '#mesh/linkerd/tls/verify.ts';
import type { ParsedCertificate } from '#mesh/x509/parse-certificate.ts';

export interface IssuerPlace {
  readonly certificatePath: string;
  readonly keyPath: string;
  readonly trustRootsPath: string;
  /** `identity.linkerd.cluster.local`. */
  readonly expectedName: string;
}

/** Who signs, and what must stand behind it each time that it does. */
export interface LoadedIssuer {
  readonly issuer: Issuer;
  readonly chain: readonly ParsedCertificate[];
  readonly roots: readonly ParsedCertificate[];
}

const issuerFolder = '/var/run/linkerd/identity/issuer';

/** Names of its files by the scheme of its secret. */
export function issuerPlace(scheme: string, expectedName: string): IssuerPlace {
  const [certificate, key] =
    scheme === 'kubernetes.io/tls' ? ['tls.crt', 'tls.key'] : ['crt.pem', 'key.pem'];
  return {
    certificatePath: `${issuerFolder}/${certificate}`,
    keyPath: `${issuerFolder}/${key}`,
    trustRootsPath: '/var/run/linkerd/identity/trust-roots/ca-bundle.crt',
    expectedName,
  };
}

/** pkg/identity/service.go loadCredentials: throws a `CredentialsError` that says why it cannot. */
export function loadIssuer(files: FileSystem, place: IssuerPlace, now: number): LoadedIssuer {
  const roots = readCertificates(read(files, place.trustRootsPath));
  const { issuer, chain } = attempt('failed to read CA from disk', () => {
    const key = read(files, place.keyPath);
    const certificate = read(files, place.certificatePath);
    return { issuer: readIssuer(certificate, key), chain: readCertificates(certificate) };
  });
  const loaded = { issuer, chain, roots };
  attempt(
    `failed to verify issuer credentials for '${place.expectedName}' with trust anchors`,
    () => verifyIssuer(loaded, place.expectedName, now),
  );
  return loaded;
}

/** Still within its time, and under a root. */
export function verifyIssuer({ chain, roots }: LoadedIssuer, name: string, now: number): void {
  const [certificate, ...intermediates] = chain;
  if (!certificate) throw new CredentialsError('No certificates found');
  verifyCertificate(certificate, { roots, intermediates, dnsName: name, now });
}

function attempt<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof CredentialsError)) throw error;
    throw new CredentialsError(`${what}: ${error.message}`, { cause: error });
  }
}

/** As Go's os.ReadFile fails. */
function read(files: FileSystem, path: string): string {
  try {
    return files.readText(path);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new CredentialsError(`open ${path}: no such file or directory`, { cause: error });
  }
}
