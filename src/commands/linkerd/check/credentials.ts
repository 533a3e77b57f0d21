import type { JsonObject } from '#cluster/api/object.ts';
import { isNotFound } from '#commands/kubectl/errors.ts';
import { recordAt, textOf } from '#commands/kubectl/json.ts';
import { readCertificates, readIssuer } from '#mesh/linkerd/tls/read-ca.ts';
import type { ParsedCertificate } from '#mesh/x509/parse-certificate.ts';
import type { Checker } from './checker.ts';
import { CheckFailure } from './runner.ts';

/** A certificate, and who issued it from its own issuer up (pkg/tls/cred.go, Cred). */
export interface Credentials {
  readonly certificate: ParsedCertificate;
  readonly issuers: readonly ParsedCertificate[];
}

/** `ValidateAndCreateCreds`: throws a CredentialsError. */
export function credentialsOf(pem: string, key: string): Credentials {
  readIssuer(pem, key);
  const [certificate, ...issuers] = readCertificates(pem);
  if (!certificate) throw new CheckFailure('No certificates found');
  return { certificate, issuers };
}

interface SecretKeys {
  readonly certificate: string;
  readonly key: string;
}

const usualKeys: SecretKeys = { certificate: 'tls.crt', key: 'tls.key' };
/** Of secrets before 2.9. */
const oldKeys: SecretKeys = { certificate: 'crt.pem', key: 'key.pem' };

export interface SecretName {
  readonly namespace: string;
  readonly name: string;
  /** What it was called long ago. */
  readonly oldName?: string;
}

/** `FetchCredsFromSecret`, else `FetchCredsFromOldSecret`. */
export async function credentialsIn(
  checker: Checker,
  { namespace, name, oldName }: SecretName,
): Promise<Credentials> {
  const secrets = `/api/v1/namespaces/${namespace}/secrets`;
  try {
    return inSecret(await checker.get(`${secrets}/${name}`), name, usualKeys);
  } catch (error) {
    if (!isNotFound(error) || oldName === undefined) throw error;
    return inSecret(await checker.get(`${secrets}/${oldName}`), oldName, oldKeys);
  }
}

function inSecret(secret: JsonObject, name: string, keys: SecretKeys): Credentials {
  const data = secretData(secret);
  const [pem, key] = [data.get(keys.certificate), data.get(keys.key)];
  if (pem === undefined)
    throw new CheckFailure(`key ${keys.certificate} needs to exist in secret ${name}`);
  if (key === undefined) throw new CheckFailure(`key ${keys.key} needs to exist in secret ${name}`);
  return credentialsOf(pem, key);
}

export function secretData(secret: JsonObject): ReadonlyMap<string, string> {
  const entries = Object.entries(recordAt(secret, 'data'));
  return new Map(entries.map(([key, value]) => [key, atob(textOf(value))]));
}
