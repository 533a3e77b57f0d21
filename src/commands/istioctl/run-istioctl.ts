import {
  WholeMessage,
  CommandError as KubectlError,
  StatusError,
} from '#commands/kubectl/errors.ts';
import type { Reach } from '#commands/kubectl/context.ts';
import { distance } from '#commands/kubectl/edit-distance.ts';
import { FlagError, parseFlags } from '#commands/kubectl/flags.ts';
import { BrokenPipe } from '#process/streams.ts';
import type { Process } from '#process/program.ts';
import type { Command } from './command.ts';
import { commands } from './commands.ts';
import { Context } from './context.ts';
import { CommandError, Exit, NotSimulated, usageError } from './errors.ts';
import { helpOf } from './help.ts';
import { childrenOf, findCommand, flagsOf, nameOf, plainPlace } from './line.ts';

/** Runs a command line, and tells its errors as the real binary does. */
export async function runIstioctl(process: Process, reach: Reach): Promise<number> {
  try {
    return await runLine(process, reach);
  } catch (error) {
    if (error instanceof Exit) return error.exitCode;
    if (process.signal.aborted) return process.signal.reason === 'SIGTERM' ? 143 : 130;
    if (error instanceof BrokenPipe) return 141;
    return await tell(process, error);
  }
}

async function tell({ stderr }: Process, error: unknown): Promise<number> {
  if (error instanceof NotSimulated) {
    await stderr.write(`${error.message}\n`);
    return 1;
  }
  if (error instanceof CommandError) {
    await stderr.write(`Error: ${error.message}\n`);
    return error.exitCode;
  }
  const isClient =
    error instanceof StatusError || error instanceof KubectlError || error instanceof WholeMessage;
  if (!isClient) throw error;
  await stderr.write(`Error: ${error.message}\n`);
  return 1;
}

async function runLine(process: Process, reach: Reach): Promise<number> {
  const line = process.argv.slice(1);
  const { command, rest } = findCommand(commands, line);
  if (command?.path === 'help') return await help(process, rest);
  const parsed = parse(command, rest);
  if (parsed.flags.isOn('help')) return await showHelp(process, command);
  if (command === undefined) {
    const unknown = rest[plainPlace(undefined, rest)];
    if (unknown !== undefined) throw unknownCommand(unknown);
  }
  if (command?.load === undefined) return await showHelp(process, command);
  const { exactly } = command;
  if (exactly !== undefined && parsed.args.length !== exactly)
    throw new CommandError(`accepts ${exactly} arg(s), received ${parsed.args.length}`);
  const verb = await process.time.hold(command.load());
  return (await verb(new Context(process, reach, { path: command.path, ...parsed }))) ?? 0;
}

function parse(command: Command | undefined, rest: readonly string[]) {
  try {
    return parseFlags(flagsOf(command), rest);
  } catch (error) {
    if (error instanceof FlagError) throw usageError(error.message);
    throw error;
  }
}

async function showHelp({ stdout }: Process, command: Command | undefined): Promise<number> {
  await stdout.write(helpOf(commands, command));
  return 0;
}

async function help(process: Process, topic: readonly string[]): Promise<number> {
  const { command, rest } = findCommand(commands, topic);
  if (command !== undefined || rest.length === 0) return await showHelp(process, command);
  const words = topic.map((word) => `\`${word}\``).join(' ');
  await process.stdout.write(`Unknown help topic [${words}]\n`);
  return 0;
}

/** cobra's legacyArgs, and its suggestions: two letters away, or a beginning. */
function unknownCommand(typed: string): CommandError {
  const names = childrenOf(commands, undefined)
    .filter(({ hidden }) => hidden !== true)
    .map(nameOf)
    .filter(
      (name) => distance(typed.toLowerCase(), name) <= 2 || name.startsWith(typed.toLowerCase()),
    )
    .toSorted();
  const hint =
    names.length === 0
      ? ''
      : `\n\nDid you mean this?\n${names.map((name) => `\t${name}\n`).join('')}`;
  return usageError(
    `unknown command "${typed}" for "istioctl"${hint}\nRun 'istioctl --help' for usage.`,
  );
}
