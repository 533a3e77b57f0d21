import { publicHalf, publicKeyBits, type PrivateKey } from '#mesh/x509/keys.ts';
import { renderPem } from '#mesh/x509/pem.ts';
import { privateKeyPem, readPrivateKey } from '#mesh/x509/private-key.ts';
import { certificateDer } from '#mesh/x509/x509.ts';
import { resolvePath } from '#commands/paths/resolve-path.ts';
import type { Process } from '#process/program.ts';
import { parseSubject } from './distinguished-name.ts';
import { readInput } from './input.ts';
import { authorityKeyId, keyHash, subjectKeyId } from './key-ids.ts';
import { renderName } from './names.ts';
import { keyProgress, newKey, newSerial } from './new-key.ts';
import { lastOf, parseOptions, type Options } from './options.ts';
import { writeOutput } from './output.ts';
import { requestedExtension, type Requested } from './requested-extensions.ts';
import { readRequest, requestDer } from './signing-request.ts';
import { missing } from './x509.ts';

const flags = new Set('x509 new nodes noenc sha256 noout subject verify batch utf8'.split(' '));
const valued = new Set('newkey keyout key out in days subj addext set_serial pkeyopt'.split(' '));

const dayMs = 86_400_000;
const constraints = '2.5.29.19';

/** openssl req: a key, and a request or a certificate that it signs itself (apps/req.c of OpenSSL 3.0). */
export async function req(process: Process, args: readonly string[]): Promise<number> {
  const { stderr } = process;
  const options = parseOptions(args, { flags, valued });
  const refused = options.unknown[0] ?? notSimulated(options);
  if (refused !== undefined) {
    await stderr.write(`maillage: openssl req ${refused} n’est pas simulé dans ce cours\n`);
    return 1;
  }
  if (options.values.has('in')) return show(process, options);
  const key = await takeKey(process, options);
  if (!key) return 1;
  const given = lastOf(options, 'subj') ?? '';
  const subject = parseSubject(given);
  if (!subject) {
    await stderr.write(
      `req: subject name is expected to be in the format /type0=value0/type1=value1/type2=... where characters may be escaped by \\. This name is not in that format: '${given}'\n`,
    );
    return 1;
  }
  for (const type of subject.skipped)
    await stderr.write(`req warning: Skipping unknown subject name attribute "${type}"\n`);
  const asked = (options.values.get('addext') ?? []).flatMap(
    (line) => requestedExtension(line) ?? [],
  );
  const pem = options.on.has('x509')
    ? renderPem('CERTIFICATE', await certify(process, options, { key, name: subject.name, asked }))
    : renderPem(
        'CERTIFICATE REQUEST',
        requestDer(
          subject.name,
          key,
          asked.map(({ bytes }) => bytes),
        ),
      );
  if (options.on.has('noout')) return 0;
  return writeOutput(process, lastOf(options, 'out'), pem);
}

/** What stands on the line, and is left to the real one. */
function notSimulated(options: Options): string | undefined {
  const isNew = !options.values.has('in');
  const kind = lastOf(options, 'newkey');
  const extension = options.values.get('addext')?.find((line) => !requestedExtension(line));
  if (extension !== undefined) return `-addext ${extension}`;
  if (isNew && !options.values.has('subj')) return 'sans -subj';
  const isPlain = options.on.has('nodes') || options.on.has('noenc') || options.values.has('key');
  if (isNew && !isPlain) return 'avec une clé chiffrée (sans -nodes)';
  const known = ['rsa:2048', 'rsa', 'ec', undefined];
  return known.includes(kind) ? undefined : `-newkey ${kind ?? ''}`;
}

/** The one that is given, or a new one, in its file. */
async function takeKey(process: Process, options: Options): Promise<PrivateKey | undefined> {
  const path = lastOf(options, 'key');
  if (path !== undefined) return readKey(process, path, 'private key');
  const key = newKey(process, lastOf(options, 'newkey') === 'ec' ? 'ec' : 'rsa');
  await process.stderr.write(`${keyProgress(key)}-----\n`);
  const out = resolvePath(process, lastOf(options, 'keyout') ?? 'privkey.pem');
  process.files.write(out, privateKeyPem(key));
  process.files.setMode(out, 0o600);
  return key;
}

export async function readKey(
  process: Process,
  path: string,
  what: string,
): Promise<PrivateKey | undefined> {
  const bytes = await readInput(process, path);
  const key = bytes && readPrivateKey(new TextDecoder().decode(bytes));
  if (key) return key;
  await process.stderr.write(
    bytes
      ? `Could not read ${what} from ${path}\n`
      : `Could not open file or uri for loading ${what} from ${path}\n${missing(path)}`,
  );
  return undefined;
}

interface Subject {
  readonly key: PrivateKey;
  readonly name: Uint8Array;
  readonly asked: readonly Requested[];
}

/** Of an authority, unless the line says otherwise: `x509_extensions = v3_ca` of openssl.cnf. */
async function certify(
  process: Process,
  options: Options,
  { key, name, asked }: Subject,
): Promise<Uint8Array> {
  const seconds = Math.floor(process.time.now() / 1000) * 1000;
  const id = await process.time.hold(keyHash(publicKeyBits(publicHalf(key))));
  const serial = lastOf(options, 'set_serial');
  const usual = requestedExtension('basicConstraints=critical,CA:TRUE');
  const hasOwn = asked.some(({ oid }) => oid === constraints);
  return certificateDer(
    {
      serial: serial === undefined ? newSerial(process) : BigInt(serial),
      issuer: name,
      subject: name,
      notBefore: seconds,
      notAfter: seconds + Number(lastOf(options, 'days') ?? 30) * dayMs,
      key: publicHalf(key),
      extensions: [
        subjectKeyId(id),
        authorityKeyId(id),
        ...(hasOwn || !usual ? [] : [usual.bytes]),
        ...asked.map(({ bytes }) => bytes),
      ],
    },
    key,
  );
}

async function show(process: Process, options: Options): Promise<number> {
  const { stderr, stdout } = process;
  const path = lastOf(options, 'in') ?? '';
  const bytes = await readInput(process, path);
  const text = new TextDecoder().decode(bytes);
  const request = readRequest(text);
  if (!request) {
    await stderr.write(bytes ? `Unable to load X509 request\n` : noRequest(path));
    return 1;
  }
  if (options.on.has('verify'))
    await stderr.write('Certificate request self-signature verify OK\n');
  if (options.on.has('subject')) await stdout.write(`subject=${renderName(request.subject)}\n`);
  if (!options.on.has('noout')) await stdout.write(text.slice(text.indexOf('-----BEGIN')));
  return 0;
}

export function noRequest(path: string): string {
  return `Can't open "${path}" for reading, No such file or directory
4077CD92C07F0000:error:80000002:system library:BIO_new_file:No such file or directory:../crypto/bio/bss_file.c:67:calling fopen(${path}, r)
4077CD92C07F0000:error:10000080:BIO routines:BIO_new_file:no such file:../crypto/bio/bss_file.c:75:
`;
}
