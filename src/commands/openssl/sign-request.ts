import { publicHalf, publicKeyBits, type PrivateKey } from '#mesh/x509/keys.ts';
import { parseCertificate, sameBytes, subjectKeyIdOf } from '#mesh/x509/parse-certificate.ts';
import { certificatesOf, renderPem } from '#mesh/x509/pem.ts';
import { knownKey } from '#mesh/x509/trust.ts';
import { certificateDer } from '#mesh/x509/x509.ts';
import type { Process } from '#process/program.ts';
import { readInput } from './input.ts';
import { authorityKeyId, keyHash, subjectKeyId } from './key-ids.ts';
import { renderName } from './names.ts';
import { newSerial } from './new-key.ts';
import { lastOf, parseOptions, type Options } from './options.ts';
import { writeOutput } from './output.ts';
import { noRequest, readKey } from './req.ts';
import { requestedExtension } from './requested-extensions.ts';
import { readRequest } from './signing-request.ts';
import { missing } from './x509.ts';

const flags = new Set(['req', 'sha256', 'CAcreateserial']);
const valued = new Set(
  'in out days CA CAkey set_serial extfile extensions copy_extensions signkey key'.split(' '),
);
const dayMs = 86_400_000;

/** openssl x509 -req: an authority's certificate for what a request asks (apps/x509.c of OpenSSL 3.0). */
export async function signRequest(process: Process, args: readonly string[]): Promise<number> {
  const { stderr } = process;
  const options = parseOptions(args, { flags, valued });
  const [unknown] = options.unknown;
  const path = lastOf(options, 'in');
  const bytes = await readInput(process, path);
  if (!bytes) {
    await stderr.write(`${noRequest(path ?? '')}Unable to load certificate request input\n`);
    return 1;
  }
  const request = readRequest(new TextDecoder().decode(bytes));
  const key = request && knownKey(request.key);
  const extra = await askedExtensions(process, options, request?.extensions ?? []);
  const refused = unknown ?? extra.refused ?? (request && !key ? 'pour cette clé' : undefined);
  if (refused !== undefined) {
    await stderr.write(`maillage: openssl x509 -req ${refused} n’est pas simulé dans ce cours\n`);
    return 1;
  }
  if (!request || !key) {
    await stderr.write('Unable to load certificate request input\n');
    return 1;
  }
  // What the request says of itself: its signature is checked before the issuer is looked for.
  await stderr.write(
    `Certificate request self-signature ok\nsubject=${renderName(request.subject)}\n`,
  );
  const issuer = await takeIssuer(process, options, request.subject.whole);
  if (!issuer) return 1;
  const seconds = Math.floor(process.time.now() / 1000) * 1000;
  const serial = lastOf(options, 'set_serial');
  const own = await process.time.hold(keyHash(request.key.bits));
  const ids = [subjectKeyId(own), authorityKeyId(issuer.keyId ?? own)];
  const der = certificateDer(
    {
      serial: serial === undefined ? newSerial(process) : BigInt(serial),
      issuer: issuer.name,
      subject: request.subject.whole,
      notBefore: seconds,
      notAfter: seconds + Number(lastOf(options, 'days') ?? 30) * dayMs,
      key,
      extensions: extra.extensions.length === 0 ? [] : [...extra.extensions, ...ids],
    },
    issuer.key,
  );
  return writeOutput(process, lastOf(options, 'out'), renderPem('CERTIFICATE', der));
}

interface Issuer {
  readonly name: Uint8Array;
  readonly key: PrivateKey;
  readonly keyId: Uint8Array | undefined;
}

async function takeIssuer(
  process: Process,
  options: Options,
  subject: Uint8Array,
): Promise<Issuer | undefined> {
  const { stderr } = process;
  const self = lastOf(options, 'signkey') ?? lastOf(options, 'key');
  const path = lastOf(options, 'CA');
  if (path === undefined) {
    const key = await readKey(process, self ?? '', 'private key');
    return key && { name: subject, key, keyId: undefined };
  }
  const bytes = await readInput(process, path);
  const [certificate] = bytes ? certificatesOf(new TextDecoder().decode(bytes)) : [];
  if (!certificate) {
    const why = bytes
      ? `Could not read CA certificate from ${path}\n`
      : `Could not open file or uri for loading CA certificate from ${path}\n${missing(path)}`;
    await stderr.write(`${why}Unable to load CA certificate\n`);
    return undefined;
  }
  const parsed = parseCertificate(certificate);
  const key = await readKey(process, lastOf(options, 'CAkey') ?? path, 'CA private key');
  if (!key) return undefined;
  if (!sameBytes(publicKeyBits(publicHalf(key)), parsed.publicKey.bits)) {
    await stderr.write(
      'CA certificate and CA private key do not match\n4027742E677F0000:error:05800074:x509 certificate routines:X509_check_private_key:key values mismatch:../crypto/x509/x509_cmp.c:403:\n',
    );
    return undefined;
  }
  return { name: parsed.subject.whole, key, keyId: subjectKeyIdOf(parsed) };
}

interface Asked {
  readonly extensions: readonly Uint8Array[];
  /** A line that is not simulated. */
  readonly refused?: string;
}

/** What the request asks for, where it is copied, and what the file of extensions says. */
async function askedExtensions(
  process: Process,
  options: Options,
  requested: readonly Uint8Array[],
): Promise<Asked> {
  const isCopied = ['copy', 'copyall'].includes(lastOf(options, 'copy_extensions') ?? '');
  const copied = isCopied ? requested : [];
  const path = lastOf(options, 'extfile');
  const bytes = path === undefined ? undefined : await readInput(process, path);
  if (path !== undefined && !bytes) return { extensions: copied, refused: `-extfile ${path}` };
  const lines = linesOf(new TextDecoder().decode(bytes), lastOf(options, 'extensions'));
  const refused = lines.find((line) => !requestedExtension(line));
  return {
    extensions: [...copied, ...lines.flatMap((line) => requestedExtension(line)?.bytes ?? [])],
    ...(refused !== undefined && { refused: `-extfile (${refused})` }),
  };
}

/** Those of a section, or those before any. */
function linesOf(text: string, section: string | undefined): readonly string[] {
  let current: string | undefined;
  const found: string[] = [];
  for (const given of text.split('\n')) {
    const line = given.replace(/#.*/, '').trim();
    const header = /^\[\s*(.*?)\s*\]$/.exec(line);
    if (header) current = header[1];
    else if (line !== '' && current === section) found.push(line);
  }
  return found;
}
