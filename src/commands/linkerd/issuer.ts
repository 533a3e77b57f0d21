import { CommandError } from '#commands/cobra/errors.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';
import { textAt, type Values, withValue } from '#mesh/linkerd/install/values.ts';
import { createRootCa, keyPem } from '#mesh/linkerd/tls/ca.ts';
import { CredentialsError, readCertificates, readIssuer } from '#mesh/linkerd/tls/read-ca.ts';
import { verifyCertificate } from '#mesh/linkerd/tls/verify.ts';
import type { Context } from './context.ts';
import { credentialFiles } from './credential-files.ts';
import { readFile } from './files.ts';

/** The credentials that files name. */
export async function withCredentialFiles(context: Context, values: Values): Promise<Values> {
  let result = values;
  for (const [flag, , path] of credentialFiles) {
    const file = context.flags.text(flag);
    if (file !== '') result = withValue(result, path, await readFile(context, file));
  }
  return result;
}

/** initializeIssuerCredentials: those of files, all three of them; else a root that signs itself, for a year. */
export async function withIssuer(context: Context, usual: Values): Promise<Values> {
  const values = await withCredentialFiles(context, usual);
  if (textAt(values, 'identity.issuer.scheme') !== 'linkerd.io/tls')
    throw notSimulated('linkerd install --identity-external-issuer');
  const missing = [
    ['identityTrustAnchorsPEM', 'a trust anchors file'],
    ['identity.issuer.tls.crtPEM', 'a certificate file'],
    ['identity.issuer.tls.keyPEM', 'a private key file'],
  ].filter(([path = '']) => textAt(values, path) === '');
  if (missing.length === 3) return generated(context, values);
  const [first] = missing;
  if (first)
    throw new CommandError(`${first[1]} must be specified if other credentials are provided`);
  checkIssuer(context, values);
  return values;
}

function generated({ process, random, controlPlaneNamespace }: Context, values: Values): Values {
  const name = `identity.${controlPlaneNamespace}.${textAt(values, 'identityTrustDomain')}`;
  const { certificate, key } = createRootCa(name, process.time.now(), random);
  if ('modulus' in key) throw new Error('a root of another kind of key');
  const pem = certificate.pem();
  const anchored = withValue(values, 'identityTrustAnchorsPEM', pem);
  return withValue(anchored, 'identity.issuer.tls', { crtPEM: pem, keyPEM: keyPem(key) });
}

/** pkg/issuercerts: a key that is the certificate's, and a certificate that the anchors vouch for. */
export function checkIssuer({ process }: Context, values: Values): void {
  try {
    const crt = textAt(values, 'identity.issuer.tls.crtPEM');
    readIssuer(crt, textAt(values, 'identity.issuer.tls.keyPEM'));
    const [certificate, ...intermediates] = readCertificates(crt);
    const roots = readCertificates(textAt(values, 'identityTrustAnchorsPEM'));
    if (certificate)
      verifyCertificate(certificate, { roots, intermediates, now: process.time.now() });
  } catch (error) {
    if (!(error instanceof CredentialsError)) throw error;
    throw new CommandError(`failed to validate issuer credentials: ${error.message}`);
  }
}
