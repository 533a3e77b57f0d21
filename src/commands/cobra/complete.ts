import { FlagError, type Flags, parseFlags } from '#commands/kubectl/flags.ts';
import type { Command, DefinedFlag, Tree } from './command.ts';
import { childrenOf, findCommand, flagsOf, isShown, nameOf } from './line.ts';

/** What the last word of a line can become; undefined where a file is expected. */
export type Words = Promise<readonly string[] | undefined>;

/** Asks kubectl, whose lines name the same things: `get -n ` for a namespace. */
export type AskKubectl = (...words: readonly string[]) => Words;

/** Completes a line of a tree of commands: `words` are its words, the program's name first, the last one perhaps not finished. */
export async function completeTool<C>(
  tree: Tree<C>,
  words: readonly string[],
  ask: AskKubectl,
): Words {
  const word = words.at(-1) ?? '';
  const { command, rest } = findCommand(tree, words.slice(1, -1));
  const flags = flagsOf(tree, command);
  const [inline, name] = /^--([\w-]+)=/.exec(word) ?? [];
  if (inline !== undefined && name !== undefined) {
    const values = await valuesOf(flags.get(name), word.slice(inline.length), ask);
    return values?.map((value) => `${inline}${value}`);
  }
  const flag = waiting(flags, rest.at(-1));
  if (flag) return await valuesOf(flag, word, ask);
  if (word.startsWith('-')) return [...flags.values()].filter(isListed).map(written);
  const children = childrenOf(tree, command).filter(isShown);
  const line = parsed(flags, rest);
  if (!line) return [];
  if (children.length > 0 && line.args.length === 0) return children.map(nameOf);
  return await argumentOf(command, line, [...line.args, word], ask);
}

function isListed({ isHidden }: DefinedFlag): boolean {
  return !isHidden;
}

function written({ name, bare }: DefinedFlag): string {
  return bare === undefined ? `--${name}=` : `--${name}`;
}

/** The flag that the word before wants a value for. */
function waiting(
  flags: ReadonlyMap<string, DefinedFlag>,
  word: string | undefined,
): DefinedFlag | undefined {
  if (!word?.startsWith('-') || word.includes('=')) return undefined;
  const found = word.startsWith('--')
    ? flags.get(word.slice(2))
    : [...flags.values()].find(({ short }) => short !== '' && word === `-${short}`);
  return found?.bare === undefined ? found : undefined;
}

async function valuesOf(flag: DefinedFlag | undefined, word: string, ask: AskKubectl): Words {
  if (flag === undefined) return [];
  if (/namespace$/i.test(flag.name)) return await ask('get', '-n', word);
  if (flag.name === 'context') return await ask('get', '--context', word);
  return /file|path|manifests|config/i.test(flag.name) ? undefined : [];
}

interface Line {
  readonly args: readonly string[];
  readonly flags: Flags;
}

function parsed(
  flags: ReadonlyMap<string, DefinedFlag>,
  rest: readonly string[],
): Line | undefined {
  try {
    return parseFlags(flags, rest);
  } catch (error) {
    if (error instanceof FlagError) return undefined;
    throw error;
  }
}

/** By what its usage calls it. */
async function argumentOf<C>(
  command: Command<C> | undefined,
  { flags }: Line,
  args: readonly string[],
  ask: AskKubectl,
): Words {
  const called = command?.arguments ?? '';
  const namespace = flags.has('namespace') ? ['-n', flags.text('namespace')] : [];
  if (/file|template/i.test(called)) return undefined;
  if (/resource/i.test(called)) return await ask('get', ...namespace, ...args);
  if (/svc|service/i.test(called)) return await ask('get', ...namespace, 'services', ...args);
  if (/pod|<type>/i.test(called)) return await ask('logs', ...namespace, ...args);
  return [];
}
