import { type Info, collect } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { CommandError } from './errors.ts';
import { textAt } from './json.ts';
import { filenameOptions, hasFiles } from './manifests.ts';
import { stream, terminalSinks } from './pods/channels.ts';
import { chooseContainer } from './pods/containers.ts';
import { podFor } from './pods/representative.ts';

/** kubectl/pkg/cmd/exec/exec.go (v1.35). */
export const exec: Verb = async (context) => {
  const { flags, args, dashAt } = context;
  const files = filenameOptions(context);
  const name = dashAt === 0 ? '' : (args[0] ?? '');
  const command = dashAt >= 0 ? args.slice(dashAt) : [];
  if (dashAt < 0 && (args.length > 1 || (args.length > 0 && hasFiles(files))))
    throw new CommandError(
      "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples",
    );
  context.askNamespace();
  const timeout = runningTimeout(context);
  context.access();
  if (name === '' && !hasFiles(files))
    throw new CommandError('pod, type/name or --filename must be specified');
  if (command.length === 0)
    throw new CommandError('you must specify at least one command for the container');
  const infos = await collect(context, {
    files,
    typed: true,
    ...(name === '' ? {} : { args: [name], usualKind: 'pods' }),
  });
  const [target] = infos;
  if (target === undefined) throw new CommandError('no resources found');
  const pod = await podFor(context, target, timeout);
  const phase = textAt(pod.object, 'status.phase');
  if (phase === 'Succeeded' || phase === 'Failed')
    throw new CommandError(
      `cannot exec into a container in a completed pod; current phase is ${phase}`,
    );
  const quiet = flags.isOn('quiet');
  const container =
    flags.text('container') || (await chooseContainer(context, pod.object, '', { quiet }));
  await run(context, pod, { container, command, quiet });
};

async function run(
  context: Context,
  pod: Info,
  { container, command, quiet }: { container: string; command: readonly string[]; quiet: boolean },
): Promise<void> {
  const { flags, process } = context;
  const interactive = flags.isOn('stdin');
  const tty = await ttyOf(context, { interactive, quiet });
  await stream(
    context,
    {
      namespace: pod.namespace,
      pod: pod.name,
      container,
      command,
      input: interactive ? process.stdin : undefined,
      tty,
    },
    terminalSinks(context),
  );
}

/** A terminal only where there is one. */
export async function ttyOf(
  context: Context,
  { interactive, quiet, wants = false }: { interactive: boolean; quiet: boolean; wants?: boolean },
): Promise<boolean> {
  if (!interactive || !(wants || context.flags.isOn('tty'))) return false;
  if (context.process.stdin.isTerminal) return true;
  if (!quiet)
    await context.err('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  return false;
}

export function runningTimeout(context: Context): number {
  const timeout = context.flags.number('pod-running-timeout');
  const refusal = '--pod-running-timeout must be higher than zero';
  // Only logs tells it without the advice.
  if (timeout <= 0)
    throw context.path === 'logs' ? new CommandError(refusal) : context.usage(refusal);
  return timeout;
}
