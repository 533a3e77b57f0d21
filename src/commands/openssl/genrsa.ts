import { privateKeyPem } from '#mesh/x509/private-key.ts';
import type { Process } from '#process/program.ts';
import { newKey } from './new-key.ts';
import { lastOf, parseOptions } from './options.ts';
import { writeOutput } from './output.ts';

/** openssl genrsa [-out FILE] [2048]. */
export async function genrsa(process: Process, args: readonly string[]): Promise<number> {
  const options = parseOptions(args, { flags: new Set(['2048']), valued: new Set(['out']) });
  const [refused] = options.unknown;
  if (refused !== undefined) {
    await process.stderr.write(
      `maillage: openssl genrsa ${refused} n’est pas simulé dans ce cours\n`,
    );
    return 1;
  }
  return writeOutput(process, lastOf(options, 'out'), privateKeyPem(newKey(process, 'rsa')));
}
