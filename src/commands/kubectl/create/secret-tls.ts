import type { Verb } from '#commands/kubectl/context.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import type { Ask } from '#commands/kubectl/generators/ask.ts';
import { secretOf } from '#commands/kubectl/generators/config.ts';
import { askOf, createMade } from './generated.ts';
import { pairProblem } from './key-pair.ts';

/** kubectl/pkg/cmd/create/create_secret_tls.go (v1.35): the key must be the certificate's. */
export const createSecretTls: Verb = async (context) => {
  const ask = askOf(context);
  const made = { apiVersion: 'v1', plural: 'secrets', failure: 'secret' };
  await createMade(context, made, () => Promise.resolve(tlsSecret(ask)));
};

function tlsSecret(ask: Ask) {
  const { flags, sources } = ask;
  const cert = flags.text('cert');
  const key = flags.text('key');
  if (cert === '' || key === '') throw new CommandError('key and cert must be specified');
  const read = (path: string): Uint8Array => {
    const found = sources.find(path);
    if (found instanceof Uint8Array) return found;
    throw new CommandError(
      found === undefined
        ? `Cannot read file ${path}, open ${path}: no such file or directory`
        : `Cannot read file ${path}, read ${path}: is a directory`,
    );
  };
  const pair = { cert: read(cert), key: read(key) };
  const decoder = new TextDecoder();
  const problem = pairProblem(decoder.decode(pair.cert), decoder.decode(pair.key));
  if (problem !== undefined) throw new CommandError(problem);
  return secretOf(
    ask,
    [
      ['tls.crt', pair.cert],
      ['tls.key', pair.key],
    ],
    'kubernetes.io/tls',
  );
}
