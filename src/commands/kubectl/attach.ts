import type { JsonObject } from '#cluster/api/object.ts';
import { type Info, collect } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { CommandError, messageOf } from './errors.ts';
import { runningTimeout, ttyOf } from './exec.ts';
import { textAt } from './json.ts';
import { stream, terminalSinks } from './pods/channels.ts';
import { chooseContainer, findContainer } from './pods/containers.ts';
import { podFor } from './pods/representative.ts';

/** kubectl/pkg/cmd/attach/attach.go (v1.35). */
export const attach: Verb = async (context) => {
  const { args, flags } = context;
  context.askNamespace();
  const timeout = runningTimeout(context);
  context.access();
  if (args.length === 0) throw new CommandError('at least 1 argument is required for attach');
  if (args.length > 2)
    throw new CommandError(
      `expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(' ')}]`,
    );
  const [first = '', second] = args;
  const infos = await collect(
    context,
    second === undefined
      ? { args: [first], usualKind: 'pods', typed: true }
      : { args: [second], usualKind: first, typed: true },
  );
  const [target] = infos;
  if (target === undefined) throw new CommandError('no resources found');
  const pod = await podFor(context, target, timeout);
  const phase = textAt(pod.object, 'status.phase');
  if (phase === 'Succeeded' || phase === 'Failed')
    throw new CommandError(
      `cannot attach a container in a completed pod; current phase is ${phase}`,
    );
  await attachTo(context, pod, flags.text('container'), 'kubectl attach');
};

/** Joins a container's main process, saying so, and tells whether it said anything; `run` and `debug` end here too. */
export async function attachTo(
  context: Context,
  pod: Info,
  wanted: string,
  command: string,
): Promise<boolean> {
  const { flags, process } = context;
  const quiet = flags.isOn('quiet');
  let container: string;
  try {
    container = await chooseContainer(context, pod.object, wanted, { quiet });
  } catch (error) {
    throw new CommandError(`cannot attach to the container: ${messageOf(error)}`);
  }
  const interactive = flags.isOn('stdin');
  const hasTty = containerOf(pod.object, container)['tty'] === true;
  if (flags.isOn('tty') && !hasTty && !quiet)
    await context.err(`error: Unable to use a TTY - container ${container} did not allocate one\n`);
  const tty = hasTty && interactive && (await ttyOf(context, { interactive, quiet, wants: true }));
  if (!quiet)
    await context.err(
      "All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\nIf you don't see a command prompt, try pressing enter.\n",
    );
  const { namespace, name } = pod;
  const input = interactive ? process.stdin : undefined;
  let told = false;
  const sinks = terminalSinks(context);
  const remote = { namespace, pod: name, container, input, tty };
  await stream(context, remote, {
    ...sinks,
    out: async (data) => {
      told = true;
      await sinks.out(data);
    },
  });
  if (!quiet && interactive && tty) await context.out(`${farewell(pod, container, command)}\n`);
  return told;
}

function containerOf(pod: JsonObject, name: string): JsonObject {
  return findContainer(pod, name)?.container ?? {};
}

function farewell({ object, name }: Info, container: string, command: string): string {
  const line = `'${command} ${name} -c ${container} -i -t'`;
  return findContainer(object, container)?.list === 'ephemeralContainers'
    ? `Session ended, the ephemeral container will not be restarted but may be reattached using ${line} if it is still running`
    : `Session ended, resume using ${line} command when the pod is running`;
}
