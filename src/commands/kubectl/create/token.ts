import type { JsonObject } from '#cluster/api/object.ts';
import type { Verb } from '#commands/kubectl/context.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { textAt } from '#commands/kubectl/json.ts';
import { tell } from '#commands/kubectl/printing.ts';
import { pathUnder } from '#commands/kubectl/resources.ts';
import { wrapped } from '#commands/kubectl/writes.ts';

/** kubectl/pkg/cmd/create/create_token.go (v1.35). */
export const createToken: Verb = async (context) => {
  const { args, flags } = context;
  if (args.length !== 1) throw context.usage(`exactly one NAME is required, got ${args.length}`);
  const [name = ''] = args;
  context.access();
  const show = tell(context, { operation: 'created', dryRun: 'none', typed: true });
  const duration = flags.number('duration');
  if (duration < 0) throw new CommandError('--duration must be greater than or equal to 0');
  const object: JsonObject = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: {},
    spec: {
      audiences: flags.list('audience').length > 0 ? flags.list('audience') : null,
      expirationSeconds: duration > 0 ? duration / 1000 : null,
      boundObjectRef: boundObject(flags.text('bound-object-kind'), flags),
    },
  };
  const { namespace } = context;
  let answer: JsonObject;
  try {
    const path = pathUnder('/api/v1', 'serviceaccounts', { namespace, name });
    answer = await context.client.json('POST', `${path}/token`, { body: object });
  } catch (error) {
    throw wrapped('failed to create token: ', error);
  }
  const token = textAt(answer, 'status.token');
  if (token === '') throw new CommandError('failed to create token: no token in server response');
  // A newline is for people only.
  const end = context.process.stdout.isTerminal ? '\n' : '';
  if (flags.text('output') === '') return await context.out(`${token}${end}`);
  await show(answer);
};

const boundKinds: Readonly<Record<string, string>> = { Pod: 'v1', Secret: 'v1', Node: 'v1' };

function boundObject(kind: string, flags: { text: (name: string) => string }): JsonObject | null {
  const name = flags.text('bound-object-name');
  const uid = flags.text('bound-object-uid');
  if (kind === '') {
    if (name !== '')
      throw new CommandError(
        '--bound-object-name can only be set if --bound-object-kind is provided',
      );
    if (uid !== '')
      throw new CommandError(
        '--bound-object-uid can only be set if --bound-object-kind is provided',
      );
    return null;
  }
  const apiVersion = boundKinds[kind];
  if (apiVersion === undefined)
    throw new CommandError(
      `supported --bound-object-kind values are ${Object.keys(boundKinds).sort().join(', ')}`,
    );
  if (name === '')
    throw new CommandError('--bound-object-name is required if --bound-object-kind is provided');
  return { kind, apiVersion, name, uid: uid || undefined };
}
