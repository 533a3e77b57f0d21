import type { Process } from '#process/program.ts';
import { parseCertificate, type ParsedCertificate } from '#mesh/x509/parse-certificate.ts';
import { DerError } from '#mesh/x509/read-der.ts';
import { alternativeNames, colons, renderExtension, shortNameOf, titleOf } from './extensions.ts';
import { readInput } from './input.ts';
import { renderName } from './names.ts';
import { certificatesOf, renderPem } from '#mesh/x509/pem.ts';
import { dateText, hexText, renderText, serialBytes } from './text.ts';

type Shown = (certificate: ParsedCertificate, options: Options) => string | Promise<string>;

interface Options {
  values: ReadonlyMap<string, string>;
  digest: string;
}

/** What is printed, in the order asked for. */
const shows: Readonly<Record<string, Shown>> = {
  text: renderText,
  subject: ({ subject }) => `subject=${renderName(subject)}\n`,
  issuer: ({ issuer }) => `issuer=${renderName(issuer)}\n`,
  dates: ({ notBefore, notAfter }) =>
    `notBefore=${dateText(notBefore)}\nnotAfter=${dateText(notAfter)}\n`,
  startdate: ({ notBefore }) => `notBefore=${dateText(notBefore)}\n`,
  enddate: ({ notAfter }) => `notAfter=${dateText(notAfter)}\n`,
  serial: ({ serial }) => `serial=${hexText(serialBytes(serial)).toUpperCase()}\n`,
  fingerprint: async ({ der }, { digest }) => {
    const hash = await crypto.subtle.digest(digests[digest] ?? 'SHA-1', new Uint8Array(der));
    return `${digest === '' ? 'SHA1' : digest} Fingerprint=${colons(new Uint8Array(hash))}\n`;
  },
  pubkey: ({ publicKey }) => renderPem('PUBLIC KEY', publicKey.der),
  modulus: ({ publicKey }) =>
    `Modulus=${publicKey.modulus ? hexText(serialBytes(publicKey.modulus)).toUpperCase() : 'Wrong Algorithm type'}\n`,
  ext: showExtensions,
  email: emails,
};

const digests: Readonly<Record<string, string>> = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

function emails({ subject, extensions }: ParsedCertificate): string {
  const inName = subject.parts.flat().filter(({ oid }) => oid === '1.2.840.113549.1.9.1');
  const alternative = extensions
    .filter(({ oid }) => oid === '2.5.29.17')
    .flatMap(alternativeNames)
    .filter(({ kind }) => kind === 'email');
  return [...inName, ...alternative].map(({ value }) => `${value}\n`).join('');
}

const valued = new Set(['in', 'inform', 'out', 'outform', 'ext', 'checkend', 'nameopt', 'certopt']);
const ignored = new Set(['noout', 'sha1', 'sha256', 'sha384', 'sha512']);

/** openssl x509, as far as looking at a certificate goes. */
export async function x509(process: Process, args: readonly string[]): Promise<number> {
  const { stdout, stderr, time } = process;
  const order: string[] = [];
  const values = new Map<string, string>();
  for (let at = 0; at < args.length; at += 1) {
    const name = (args[at] ?? '').replace(/^--?/, '');
    if (valued.has(name)) values.set(name, args[(at += 1)] ?? '');
    if (Object.hasOwn(shows, name) || ignored.has(name) || name === 'checkend') order.push(name);
    else if (!valued.has(name)) {
      await stderr.write(`maillage: openssl x509 ${args[at]} n’est pas simulé dans ce cours\n`);
      return 1;
    }
  }
  const certificate = await readCertificate(process, values);
  if (!certificate) return 1;
  const options = { values, digest: order.find((name) => name.startsWith('sha')) ?? '' };
  for (const name of order) {
    const show = Object.hasOwn(shows, name) ? shows[name] : undefined;
    if (show) await stdout.write(await time.hold(Promise.resolve(show(certificate, options))));
  }
  if (!order.includes('noout')) await stdout.write(renderPem('CERTIFICATE', certificate.der));
  const checkend = values.get('checkend');
  if (checkend === undefined) return 0;
  const expires = certificate.notAfter < time.now() + Number(checkend) * 1000;
  await stdout.write(`Certificate will ${expires ? '' : 'not '}expire\n`);
  return expires ? 1 : 0;
}

async function readCertificate(
  process: Process,
  values: ReadonlyMap<string, string>,
): Promise<ParsedCertificate | undefined> {
  const path = values.get('in');
  const bytes = await readInput(process, path);
  if (!bytes) {
    await process.stderr.write(
      `Could not open file or uri for loading certificate from ${path}\n${missing(path ?? '')}Unable to load certificate\n`,
    );
    return undefined;
  }
  const pem = certificatesOf(new TextDecoder().decode(bytes))[0];
  try {
    return parseCertificate(pem ?? bytes);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    await process.stderr.write(
      `Could not read certificate from ${path ?? '<stdin>'}\nUnable to load certificate\n`,
    );
    return undefined;
  }
}

/** OpenSSL's two lines for a file that is not there; the first word is an address in memory. */
export function missing(path: string): string {
  const thread = '80AB4959C87F0000';
  return `${thread}:error:16000069:STORE routines:ossl_store_get0_loader_int:unregistered scheme:../crypto/store/store_register.c:237:scheme=file
${thread}:error:80000002:system library:file_open:No such file or directory:../providers/implementations/storemgmt/file_store.c:266:calling stat(${path})
`;
}

function showExtensions({ extensions }: ParsedCertificate, { values }: Options): string {
  const names = (values.get('ext') ?? '').split(',');
  const chosen = extensions.filter((extension) => names.includes(shortNameOf(extension)));
  if (chosen.length === 0) return 'No extensions in certificate\n';
  return chosen
    .map(
      (extension) =>
        `${titleOf(extension)}\n${renderExtension(extension)
          .map((line) => `    ${line}\n`)
          .join('')}`,
    )
    .join('');
}
