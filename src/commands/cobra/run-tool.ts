import { distance } from '#commands/kubectl/edit-distance.ts';
import {
  Exit,
  CommandError as KubectlError,
  NotSimulated,
  StatusError,
} from '#commands/kubectl/errors.ts';
import { FlagError, parseFlags } from '#commands/kubectl/flags.ts';
import { readyForKubeconfig } from '#commands/kubectl/kubeconfig.ts';
import type { Process } from '#process/program.ts';
import { BrokenPipe } from '#process/streams.ts';
import type { Command, Tool } from './command.ts';
import { CommandError, PlainError } from './errors.ts';
import { helpOf, usageOf } from './help.ts';
import { childrenOf, findCommand, flagsOf, isShown, nameOf, plainPlace } from './line.ts';

/** Runs a command line, and tells its errors as cobra does (v1.10: command.go, ExecuteC). */
export async function runTool<C>(process: Process, tool: Tool<C>): Promise<number> {
  const { command, rest } = findCommand(tool, process.argv.slice(1));
  try {
    return await runLine(process, tool, { command, rest });
  } catch (error) {
    if (error instanceof Exit) return error.exitCode;
    if (process.signal.aborted) return process.signal.reason === 'SIGTERM' ? 143 : 130;
    if (error instanceof BrokenPipe) return 141;
    const told = tell(error);
    if (told === undefined) throw error;
    const hasUsage = tool.tellsUsage && told.hasUsage;
    await process.stderr.write(`${told.text}\n${hasUsage ? `${usageOf(tool, command)}\n` : ''}`);
    return told.exitCode;
  }
}

interface Told {
  readonly text: string;
  readonly exitCode: number;
  readonly hasUsage: boolean;
}

function tell(error: unknown): Told | undefined {
  if (error instanceof NotSimulated || error instanceof PlainError)
    return { text: error.message, exitCode: 1, hasUsage: false };
  if (error instanceof UnknownCommand)
    return { text: `Error: ${error.message}`, exitCode: error.exitCode, hasUsage: false };
  if (error instanceof CommandError)
    return { text: `Error: ${error.message}`, exitCode: error.exitCode, hasUsage: true };
  const isClient = error instanceof StatusError || error instanceof KubectlError;
  return isClient ? { text: `Error: ${error.message}`, exitCode: 1, hasUsage: true } : undefined;
}

class UnknownCommand extends CommandError {
  override name = 'UnknownCommand';
}

interface Named<C> {
  readonly command: Command<C> | undefined;
  readonly rest: readonly string[];
}

async function runLine<C>(
  process: Process,
  tool: Tool<C>,
  { command, rest }: Named<C>,
): Promise<number> {
  if (command?.path === 'help') return await help(process, tool, rest);
  if (command === undefined) {
    const unknown = rest[plainPlace(tool, undefined, rest)];
    if (unknown !== undefined) throw unknownCommand(tool, unknown);
  }
  if (command?.deprecated !== undefined)
    await process.stderr.write(
      `Command "${nameOf(command)}" is deprecated, ${command.deprecated}\n`,
    );
  const parsed = parse(tool, command, rest);
  if (command?.load === undefined || parsed.flags.isOn('help'))
    return await showHelp(process, tool, command);
  const [extra] = parsed.args;
  if (command.noArguments === true && extra !== undefined)
    throw new CommandError(
      `unknown command ${JSON.stringify(extra)} for "${tool.name} ${command.path}"`,
    );
  checkArguments(command, parsed.args.length);
  const verb = await process.time.hold(command.load());
  if (parsed.flags.has('kubeconfig')) await readyForKubeconfig(process, parsed.flags);
  const line = {
    ...parsed,
    path: command.path,
    help: () => helpOf(tool, command),
    usage: () => usageOf(tool, command),
  };
  return (await verb(tool.createContext(process, line))) ?? 0;
}

function parse<C>(tool: Tool<C>, command: Command<C> | undefined, rest: readonly string[]) {
  try {
    return parseFlags(flagsOf(tool, command), rest);
  } catch (error) {
    if (error instanceof FlagError) throw new CommandError(error.message, tool.usageCode);
    throw error;
  }
}

/** cobra's ExactArgs, MinimumNArgs, MaximumNArgs and RangeArgs. */
function checkArguments({ exactly, atLeast, atMost }: Command<never>, given: number): void {
  if (exactly !== undefined && given !== exactly)
    throw new CommandError(`accepts ${exactly} arg(s), received ${given}`);
  const isFew = atLeast !== undefined && given < atLeast;
  const isMany = atMost !== undefined && given > atMost;
  if (!isFew && !isMany) return;
  if (atLeast !== undefined && atMost !== undefined)
    throw new CommandError(`accepts between ${atLeast} and ${atMost} arg(s), received ${given}`);
  throw new CommandError(
    isFew
      ? `requires at least ${atLeast} arg(s), only received ${given}`
      : `accepts at most ${atMost} arg(s), received ${given}`,
  );
}

async function showHelp<C>(
  { stdout }: Process,
  tool: Tool<C>,
  command: Command<C> | undefined,
): Promise<number> {
  await stdout.write(helpOf(tool, command));
  return 0;
}

async function help<C>(process: Process, tool: Tool<C>, topic: readonly string[]): Promise<number> {
  const { command, rest } = findCommand(tool, topic);
  if (command !== undefined || rest.length === 0) return await showHelp(process, tool, command);
  const words = topic.map((word) => `\`${word}\``).join(' ');
  await process.stdout.write(`Unknown help topic [${words}]\n`);
  return 0;
}

/** cobra's legacyArgs, and its suggestions: two letters away, or a beginning. */
function unknownCommand<C>(tool: Tool<C>, typed: string): UnknownCommand {
  const names = childrenOf(tool, undefined)
    .filter(isShown)
    .map(nameOf)
    .filter(
      (name) => distance(typed.toLowerCase(), name) <= 2 || name.startsWith(typed.toLowerCase()),
    )
    .toSorted();
  const hint =
    names.length === 0
      ? ''
      : `\n\nDid you mean this?\n${names.map((name) => `\t${name}\n`).join('')}`;
  return new UnknownCommand(
    `unknown command "${typed}" for "${tool.name}"${hint}\nRun '${tool.name} --help' for usage.`,
    tool.usageCode,
  );
}
