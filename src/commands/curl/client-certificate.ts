import { publicHalf, publicKeyBits } from '#mesh/x509/keys.ts';
import { parseCertificate, sameBytes } from '#mesh/x509/parse-certificate.ts';
import { certificatesOf, renderPem } from '#mesh/x509/pem.ts';
import { readPrivateKey } from '#mesh/x509/private-key.ts';
import { isFile } from '#commands/paths/is-file.ts';
import { resolvePath } from '#commands/paths/resolve-path.ts';
import type { Process } from '#process/program.ts';
import type { Config } from './config.ts';
import { CurlError } from './errors.ts';

const badCertificate = 58;

/** What `--cert` and `--key` present, in PEM, its own first: cert_stuff of curl 8.16 (lib/vtls/openssl.c). */
export function clientCertificate({ values }: Config, process: Process): readonly string[] {
  const path = values.get('cert') ?? '';
  const chain = certificatesOf(textOf(process, path) ?? '');
  const [leaf] = chain;
  if (!leaf) {
    const why =
      textOf(process, path) === undefined
        ? 'error:80000002:system library::No such file or directory'
        : 'error:0480006C:PEM routines::no start line';
    throw new CurlError(
      badCertificate,
      `could not load PEM client certificate from ${path}, OpenSSL error ${why}, (no key found, wrong pass phrase, or wrong file format?)`,
    );
  }
  const keyPath = values.get('key') ?? path;
  const key = readPrivateKey(textOf(process, keyPath) ?? '');
  if (!key)
    throw new CurlError(badCertificate, `unable to set private key file: '${keyPath}' type PEM`);
  if (!sameBytes(publicKeyBits(publicHalf(key)), parseCertificate(leaf).publicKey.bits))
    throw new CurlError(badCertificate, 'Private key does not match the certificate public key');
  return chain.map((der) => renderPem('CERTIFICATE', der));
}

function textOf({ files, cwd }: Process, path: string): string | undefined {
  const full = resolvePath({ cwd }, path);
  return isFile(files, full) ? files.readText(full) : undefined;
}
