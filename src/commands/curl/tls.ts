import type { TlsPeer } from '#cluster/network/tls.ts';
import { signatures, keyAlgorithms } from '#commands/openssl/algorithms.ts';
import {
  commonNameOf,
  findExtension,
  keyBits,
  parseCertificate,
  type ParsedCertificate,
} from '#mesh/x509/parse-certificate.ts';
import { renderName } from '#commands/openssl/names.ts';
import { certificatesOf } from '#mesh/x509/pem.ts';
import { dateText } from '#commands/openssl/text.ts';
import {
  matchesHost,
  matchesName,
  verifyChain,
  type Verdict,
} from '#commands/openssl/verify-chain.ts';
import { isFile } from '#commands/paths/is-file.ts';
import { resolvePath } from '#commands/paths/resolve-path.ts';
import type { Surroundings } from './connection.ts';
import { CurlError } from './errors.ts';
import type { Url } from './urls.ts';

const handshake = [
  'TLSv1.3 (IN), TLS handshake, Server hello (2):',
  'TLSv1.3 (IN), TLS change cipher, Change cipher spec (1):',
  'TLSv1.3 (IN), TLS handshake, Encrypted Extensions (8):',
  'TLSv1.3 (IN), TLS handshake, Certificate (11):',
  'TLSv1.3 (IN), TLS handshake, CERT verify (15):',
  'TLSv1.3 (IN), TLS handshake, Finished (20):',
  'TLSv1.3 (OUT), TLS change cipher, Change cipher spec (1):',
  'TLSv1.3 (OUT), TLS handshake, Finished (20):',
];

/** Where the image's and the machine's certificates of authorities are. */
const systemBundles = ['/etc/ssl/certs/ca-certificates.crt', '/etc/ssl/cert.pem', '/cacert.pem'];

/** Shows what the server presented, and refuses it where `-k` does not say otherwise. */
export async function checkServer(
  around: Surroundings,
  url: Url,
  peer: TlsPeer | undefined,
): Promise<void> {
  const { config, process, trace } = around;
  const trusted = readTrusted(around);
  const [leaf, ...others] = (peer?.certificates?.() ?? [])
    .flatMap(certificatesOf)
    .map(parseCertificate);
  const isStrict = !config.flags.has('insecure');
  const now = process.time.now();
  const verdict = leaf && (await process.time.hold(verifyChain(leaf, { others, trusted, now })));
  if (verdict && verdict.code !== 0 && isStrict) {
    for (const line of handshake.slice(0, 4)) await trace.info(line);
    await trace.info('TLSv1.3 (OUT), TLS alert, unknown CA (560):');
    throw new CurlError(60, `SSL certificate problem: ${verdict.text}`);
  }
  for (const line of handshake) await trace.info(line);
  const key = leaf ? (keyAlgorithms[leaf.publicKey.algorithm] ?? '') : 'id-ecPublicKey';
  const kind = key === 'rsaEncryption' ? 'RSASSA-PSS' : key;
  await trace.info(
    `SSL connection using ${peer?.version ?? 'TLSv1.3'} / TLS_AES_256_GCM_SHA384 / x25519 / ${kind}`,
  );
  await trace.info(
    peer?.alpn === undefined
      ? 'ALPN: server did not agree on a protocol. Uses default.'
      : `ALPN: server accepted ${peer.alpn}`,
  );
  if (!leaf || !verdict) return;
  await describe(around, leaf, verdict);
  await checkName(around, leaf, url);
  await trace.info(`OpenSSL verify result: ${verdict.code}`);
  await trace.info(
    verdict.code === 0
      ? 'SSL certificate verified via OpenSSL.'
      : 'SSL certificate verification failed, continuing anyway!',
  );
}

function readTrusted({ config, process }: Surroundings): readonly ParsedCertificate[] {
  const given =
    config.values.get('cacert') ??
    process.env.get('CURL_CA_BUNDLE') ??
    process.env.get('SSL_CERT_FILE');
  const { files } = process;
  const isThere = (path: string) => isFile(files, resolvePath(process, path));
  if (given !== undefined && config.values.has('cacert') && !isThere(given)) {
    throw new CurlError(77, `error adding trust anchors from file: ${given}`);
  }
  const path = [...(given === undefined ? [] : [given]), ...systemBundles].find(isThere);
  return path === undefined
    ? []
    : certificatesOf(files.readText(resolvePath(process, path))).map(parseCertificate);
}

async function describe(
  { trace }: Surroundings,
  leaf: ParsedCertificate,
  { chain }: Verdict,
): Promise<void> {
  await trace.info('Server certificate:');
  await trace.info(`  subject: ${renderName(leaf.subject, '; ', '=')}`);
  await trace.info(`  start date: ${dateText(leaf.notBefore)}`);
  await trace.info(`  expire date: ${dateText(leaf.notAfter)}`);
  await trace.info(`  issuer: ${renderName(leaf.issuer, '; ', '=')}`);
  for (const [level, { publicKey, signatureAlgorithm }] of chain.entries()) {
    const bits = keyBits(publicKey);
    const isRsa = publicKey.modulus !== undefined;
    const kind = isRsa ? 'RSA' : publicKey.curve === undefined ? 'ED25519' : 'EC/prime256v1';
    const strength = isRsa ? (bits >= 4096 ? 152 : 112) : Math.floor(bits / 2);
    const signed = signatures[signatureAlgorithm]?.[0] ?? signatureAlgorithm;
    await trace.info(
      `  Certificate level ${level}: Public key type ${kind} (${bits}/${strength} Bits/secBits), signed using ${signed}`,
    );
  }
}

async function checkName(
  around: Surroundings,
  leaf: ParsedCertificate,
  { host }: Url,
): Promise<void> {
  const { config, trace } = around;
  const matched = matchesHost(leaf, host);
  if (matched !== undefined)
    return trace.info(`  subjectAltName: "${host}" matches cert's "${matched}"`);
  if (!findExtension(leaf, '2.5.29.17')) return checkCommonName(around, leaf, host);
  await trace.info(`  subjectAltName does not match host name ${host}`);
  if (config.flags.has('insecure')) return;
  const kind = /^[\d.]+$/.test(host) ? `ipv4 address '${host}'` : `host name '${host}'`;
  throw new CurlError(60, `SSL: no alternative certificate subject name matches target ${kind}`);
}

/** Of certificates without alternative names, as ossl_verifyhost of curl 8.16 still reads them. */
async function checkCommonName(
  { config, trace }: Surroundings,
  leaf: ParsedCertificate,
  host: string,
): Promise<void> {
  const name = commonNameOf(leaf.subject);
  if (matchesName(name.toLowerCase(), host.toLowerCase()))
    return trace.info(`  common name: ${name} (matched)`);
  if (config.flags.has('insecure')) return;
  throw new CurlError(
    60,
    `SSL: certificate subject name '${name}' does not match target host name '${host}'`,
  );
}
