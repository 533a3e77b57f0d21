import type { Failure, HttpRequest } from '#cluster/network/http.ts';
import type { Client } from '#cluster/network/machine.ts';
import {
  certificateRequired,
  isLateAlert,
  type ClientTls,
  type TlsPeer,
} from '#cluster/network/tls.ts';
import type { Process } from '#process/program.ts';
import { keyAlgorithms, signatures } from './algorithms.ts';
import { keyBits, parseCertificate, type ParsedCertificate } from '#mesh/x509/parse-certificate.ts';
import { readInput } from './input.ts';
import { renderName } from './names.ts';
import { certificatesOf, renderPem } from '#mesh/x509/pem.ts';
import { dateText } from './text.ts';
import { verifyChain, type Verdict } from './verify-chain.ts';

const empty: HttpRequest = {
  method: '',
  authority: '',
  path: '',
  headers: [],
  body: '',
  protocol: 'TCP',
};

interface Options {
  connect: string;
  serverName: string | undefined;
  alpn: string | undefined;
  caFile: string | undefined;
  certificate: string | undefined;
  showsChain: boolean;
}

/** openssl s_client: the handshake and what it told, then the end (nothing is typed into the connection). */
export async function sClient(
  client: Client,
  process: Process,
  args: readonly string[],
): Promise<number> {
  const { stdout, stderr, time, signal } = process;
  const options = parse(args);
  if (typeof options === 'string') {
    await stderr.write(`maillage: openssl s_client ${options} n’est pas simulé dans ce cours\n`);
    return 1;
  }
  const at = options.connect.lastIndexOf(':');
  const host = at < 0 ? options.connect : options.connect.slice(0, at);
  const port = at < 0 ? 4433 : Number(options.connect.slice(at + 1));
  const [ip] = client.resolve(host);
  if (ip === undefined) {
    await stderr.write(
      '80CB920A9C7F0000:error:10080002:BIO routines:BIO_lookup_ex:system lib:../crypto/bio/bio_addr.c:746:Name or service not known\nconnect:errno=0\n',
    );
    return 1;
  }
  const { tls, outcome, server } = await shake(client, process, options, { host, ip, port });
  await time.sleep(Math.ceil(outcome.elapsed), signal);
  const failure = outcome.type === 'failure' ? outcome.failure : undefined;
  const isLate = failure?.reason === 'tls' && isLateAlert(failure.detail);
  if (failure && !isLate) return failed(process, failure);
  const peer = outcome.type === 'failure' ? server : outcome.tls;
  const chain = (peer?.certificates?.() ?? []).flatMap(certificatesOf).map(parseCertificate);
  const trusted = await readCertificates(process, options.caFile);
  const [leaf, ...others] = chain;
  const verdict =
    leaf && (await time.hold(verifyChain(leaf, { others, trusted, now: time.now() })));
  if (tls.serverName === '') await stderr.write("Can't use SSL_get_servername\n");
  if (verdict) await stderr.write(depthLines(verdict));
  await stdout.write(
    `CONNECTED(00000003)\n---\n${render({ chain, peer, verdict, isLate }, options.showsChain)}`,
  );
  // With TLS 1.3 the handshake is over when the server misses the client's certificate.
  await stderr.write(isLate ? lateAlert(failure.detail) : 'DONE\n');
  return isLate ? 1 : 0;
}

/** Shakes hands and says nothing; `server` is what was seen of it, even where it then refused. */
async function shake(
  client: Client,
  process: Process,
  { serverName, alpn, certificate }: Options,
  { host, ip, port }: { host: string; ip: string; port: number },
) {
  const own = await readCertificates(process, certificate);
  const isName = !/^[\d.]+$/.test(host);
  let server: TlsPeer | undefined;
  const tls: ClientTls = {
    serverName: serverName ?? (isName ? host : ''),
    ...(alpn !== undefined && { alpn }),
    ...(own.length > 0 && {
      certificates: () => own.map(({ der }) => renderPem('CERTIFICATE', der)),
    }),
    verify: (seen) => {
      server = seen;
      return undefined;
    },
  };
  const outcome = await client.request(empty, { ip, port }, { tls });
  return { tls, outcome, server };
}

function lateAlert(detail: string): string {
  const number = detail === certificateRequired ? 116 : 48;
  const code = `0A000${(1000 + number).toString(16).toUpperCase()}`;
  return `80BB561AED7F0000:error:${code}:SSL routines:ssl3_read_bytes:${detail}:../ssl/record/rec_layer_s3.c:1584:SSL alert number ${number}\n`;
}

const flags = new Set(['showcerts', 'brief', 'quiet', 'ign_eof', 'no_ign_eof', 'tls1_2', 'tls1_3']);

function parse(args: readonly string[]): Options | string {
  const options: Options = {
    connect: 'localhost:4433',
    serverName: undefined,
    alpn: undefined,
    caFile: undefined,
    certificate: undefined,
    showsChain: false,
  };
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    const name = word.replace(/^--?/, '');
    if (name === 'connect') options.connect = args[(at += 1)] ?? '';
    else if (name === 'servername') options.serverName = args[(at += 1)];
    else if (name === 'alpn') options.alpn = args[(at += 1)];
    else if (name === 'cert') options.certificate = args[(at += 1)];
    else if (name === 'key') at += 1;
    else if (name === 'CAfile') options.caFile = args[(at += 1)];
    else if (name === 'showcerts') options.showsChain = true;
    else if (!word.startsWith('-')) options.connect = word;
    else if (!flags.has(name)) return word;
  }
  return options;
}

async function readCertificates(
  process: Process,
  path: string | undefined,
): Promise<readonly ParsedCertificate[]> {
  const bytes = path === undefined ? undefined : await readInput(process, path);
  return bytes ? certificatesOf(new TextDecoder().decode(bytes)).map(parseCertificate) : [];
}

const errors: Readonly<Record<string, readonly [string, number]>> = {
  refused: ['Connection refused', 111],
  timeout: ['Connection timed out', 110],
  'no-route': ['No route to host', 113],
};

async function failed({ stdout, stderr }: Process, failure: Failure): Promise<number> {
  const [text, errno] = errors[failure.reason] ?? [];
  if (text !== undefined) {
    const code = (0x80000000 + (errno ?? 0)).toString(16).toUpperCase();
    await stderr.write(
      `806B149FF87F0000:error:${code}:system library:BIO_connect:${text}:../crypto/bio/bio_sock2.c:117:calling connect()\n806B149FF87F0000:error:10000067:BIO routines:BIO_connect:connect error:../crypto/bio/bio_sock2.c:119:\nconnect:errno=${errno}\n`,
    );
    return 1;
  }
  const detail = failure.reason === 'tls' ? failure.detail : '';
  const isReset = failure.reason !== 'tls' || detail === 'Recv failure: Connection reset by peer';
  if (isReset) await stderr.write('write:errno=104\n');
  else if (detail === 'wrong version number')
    await stderr.write(
      '804BC68F2F7F0000:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl/record/ssl3_record.c:350:\n',
    );
  else
    await stderr.write(
      `806BFF632C7F0000:error:0A000412:SSL routines:ssl3_read_bytes:${detail}:../ssl/record/rec_layer_s3.c:1601:\n`,
    );
  await stdout.write(
    `CONNECTED(00000003)\n---\n${render({ chain: [], peer: undefined, verdict: undefined, read: isReset ? 0 : 5 }, false)}`,
  );
  return 1;
}

/** What the check of the chain says as it goes: what is wrong with it, then each certificate from the root down. */
function depthLines({ chain, code, text, depth }: Verdict): string {
  const nameAt = (at: number) => {
    const certificate = chain[at];
    return `depth=${at} ${certificate ? renderName(certificate.subject) : ''}\n`;
  };
  const error = (at: number, number: number, words: string) =>
    `${nameAt(at)}verify error:num=${number}:${words}\nverify return:1\n`;
  const problem = code === 0 ? '' : error(depth, code, text);
  const alone = isAlone({ chain, code }) ? error(0, 21, unverified) : '';
  const each = chain.map((_, at) => `${nameAt(at)}verify return:1\n`).toReversed();
  return problem + alone + each.join('');
}

const unverified = 'unable to verify the first certificate';

/** A certificate without its issuer is one that cannot be verified, too: the last error is the one that stays. */
function isAlone({ chain, code }: Pick<Verdict, 'chain' | 'code'>): boolean {
  return code === 20 && chain.length === 1;
}

function lastError(verdict: Verdict): Pick<Verdict, 'code' | 'text'> {
  return isAlone(verdict) ? { code: 21, text: unverified } : verdict;
}

interface Shown {
  chain: readonly ParsedCertificate[];
  peer: TlsPeer | undefined;
  verdict: Verdict | undefined;
  /** Bytes that came from a server that presents nothing. */
  read?: number;
  /** The server wanted a certificate. */
  isLate?: boolean;
}

function render(
  { chain, peer, verdict: checked, read, isLate }: Shown,
  showsChain: boolean,
): string {
  const verdict = checked && lastError(checked);
  const [leaf] = chain;
  const hasTls = peer !== undefined;
  const sizes = sizesOf(chain, peer, read);
  const check =
    verdict && verdict.code !== 0 ? `Verification error: ${verdict.text}` : 'Verification: OK';
  return `${leaf ? `Certificate chain\n${chain.map((each, at) => chainEntry(each, at, showsChain)).join('')}---\nServer certificate\n${showsChain ? '' : renderPem('CERTIFICATE', leaf.der)}subject=${renderName(leaf.subject)}\nissuer=${renderName(leaf.issuer)}\n` : 'no peer certificate available\n'}---
${isLate ? requestedOf(chain) : noNames}
${leaf ? `Peer signing digest: SHA256\nPeer signature type: ${leaf.publicKey.modulus ? 'RSA-PSS' : 'ECDSA'}\nServer Temp Key: X25519, 253 bits\n` : ''}---
SSL handshake has read ${sizes.read} bytes and written ${sizes.written} bytes
${check}
---
New, ${hasTls ? `${peer.version}, Cipher is TLS_AES_256_GCM_SHA384` : '(NONE), Cipher is (NONE)'}
${leaf ? `Server public key is ${keyBits(leaf.publicKey)} bit\n` : ''}Secure Renegotiation IS NOT supported
Compression: NONE
Expansion: NONE
${peer?.alpn === undefined ? 'No ALPN negotiated' : `ALPN protocol: ${peer.alpn}`}
Early data was not sent
Verify return code: ${verdict ? `${verdict.code} (${verdict.text})` : '0 (ok)'}
---
`;
}

const noNames = 'No client certificate CA names sent';

/** What Envoy asks a client for: by the names of who it trusts, here the root that it presents. */
function requestedOf(chain: readonly ParsedCertificate[]): string {
  const root = chain.at(-1);
  if (!root) return noNames;
  const common =
    'ECDSA+SHA256:RSA-PSS+SHA256:RSA+SHA256:ECDSA+SHA384:RSA-PSS+SHA384:RSA+SHA384:RSA-PSS+SHA512:RSA+SHA512';
  return `Acceptable client certificate CA names
${renderName(root.subject)}
Requested Signature Algorithms: ${common}:RSA+SHA1
Shared Requested Signature Algorithms: ${common}`;
}

function chainEntry(
  { subject, issuer, publicKey, signatureAlgorithm, notBefore, notAfter, der }: ParsedCertificate,
  at: number,
  showsChain: boolean,
): string {
  const key = `${keyAlgorithms[publicKey.algorithm] ?? publicKey.algorithm}, ${keyBits(publicKey)} (bit)`;
  const signature = signatures[signatureAlgorithm]?.[1] ?? signatureAlgorithm;
  return ` ${at} s:${renderName(subject)}
   i:${renderName(issuer)}
   a:PKEY: ${key}; sigalg: ${signature}
   v:NotBefore: ${dateText(notBefore)}; NotAfter: ${dateText(notAfter)}
${showsChain ? renderPem('CERTIFICATE', der) : ''}`;
}

/** Bytes of the handshake: those of the certificates, and about what goes with them. */
function sizesOf(
  chain: readonly ParsedCertificate[],
  peer: TlsPeer | undefined,
  read = 0,
): { read: number; written: number } {
  if (!peer) return { read, written: 297 };
  return {
    read: 290 + chain.reduce((sum, { der }) => sum + der.length + 5, 0),
    written: 371 + (peer.serverName?.length ?? 0),
  };
}
