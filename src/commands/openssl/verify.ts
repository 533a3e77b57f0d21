import type { Process } from '#process/program.ts';
import { parseCertificate, type ParsedCertificate } from '#mesh/x509/parse-certificate.ts';
import { DerError } from '#mesh/x509/read-der.ts';
import { readInput } from './input.ts';
import { renderName } from './names.ts';
import { certificatesOf } from '#mesh/x509/pem.ts';
import { verifyChain } from './verify-chain.ts';
import { missing } from './x509.ts';

/** openssl verify [-CAfile FILE] [-untrusted FILE] [-show_chain] CERTIFICATE… */
export async function verify(process: Process, args: readonly string[]): Promise<number> {
  const { stdout, stderr, time } = process;
  const files = { CAfile: [] as ParsedCertificate[], untrusted: [] as ParsedCertificate[] };
  const names: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    const option = word.replace(/^--?/, '');
    if (option === 'CAfile' || option === 'untrusted' || option === 'trusted') {
      const loaded = await load(process, args[(at += 1)] ?? '', `certificate`);
      if (!loaded) return 1;
      files[option === 'untrusted' ? 'untrusted' : 'CAfile'].push(...loaded);
    } else if (word.startsWith('-') && word !== '-show_chain' && word !== '-no-CApath') {
      await stderr.write(`maillage: openssl verify ${word} n’est pas simulé dans ce cours\n`);
      return 1;
    } else if (!word.startsWith('-')) names.push(word);
  }
  let code = 0;
  for (const name of names.length > 0 ? names : [undefined]) {
    const [leaf] = (await load(process, name, 'certificate file')) ?? [];
    if (!leaf) {
      code = 2;
      continue;
    }
    const verdict = await time.hold(
      verifyChain(leaf, { others: files.untrusted, trusted: files.CAfile, now: time.now() }),
    );
    if (verdict.code === 0) {
      await stdout.write(`${name ?? 'stdin'}: OK\n`);
      continue;
    }
    code = 2;
    const failed = verdict.chain[verdict.depth] ?? leaf;
    await stderr.write(
      `${renderName(failed.subject)}\nerror ${verdict.code} at ${verdict.depth} depth lookup: ${verdict.text}\nerror ${name ?? 'stdin'}: verification failed\n`,
    );
  }
  return code;
}

async function load(
  process: Process,
  path: string | undefined,
  what: string,
): Promise<readonly ParsedCertificate[] | undefined> {
  const bytes = await readInput(process, path);
  if (!bytes) {
    await process.stderr.write(
      `Could not open file or uri for loading ${what} from ${path}\n${missing(path ?? '')}Unable to load ${what}\n`,
    );
    return undefined;
  }
  const all = certificatesOf(new TextDecoder().decode(bytes));
  try {
    return all.map(parseCertificate);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return undefined;
  }
}
