import { type FlagDefinition, parseDefinition } from '#commands/kubectl/flags.ts';
import type { Command, DefinedFlag, Flag, Tree } from './command.ts';

const helpFlag: Flag = ['h/help b', ''];

export function defined([definition, usage, hidden]: Flag): DefinedFlag {
  return { ...parseDefinition(definition), usage, isHidden: hidden !== undefined };
}

/** Own flags, before those of every command. */
export function flagsOf<C>(
  { globalFlags }: Tree<C>,
  command: Command<C> | undefined,
): ReadonlyMap<string, DefinedFlag> {
  const own = [...(command?.flags ?? []), helpFlag].map(defined);
  const shorts = new Set(own.map(({ short }) => short).filter(Boolean));
  const all = new Map<string, DefinedFlag>();
  for (const flag of globalFlags.map(defined))
    all.set(flag.name, shorts.has(flag.short) ? { ...flag, short: '' } : flag);
  for (const flag of own) all.set(flag.name, flag);
  return all;
}

export interface Found<C> {
  /** Undefined for the program itself. */
  readonly command: Command<C> | undefined;
  /** The line without the words that named the command. */
  readonly rest: readonly string[];
}

/** cobra's Command.Find: words that are not flags name commands, as deep as they do. */
export function findCommand<C>(tree: Tree<C>, line: readonly string[]): Found<C> {
  let command: Command<C> | undefined;
  let rest = line;
  for (;;) {
    const at = plainPlace(tree, command, rest);
    const word = rest[at];
    const next =
      word === undefined
        ? undefined
        : childrenOf(tree, command).find((child) => namesOf(child).includes(word));
    if (!next) return { command, rest };
    command = next;
    rest = rest.toSpliced(at, 1);
  }
}

export function childrenOf<C>(
  { commands }: Tree<C>,
  parent: Command<C> | undefined,
): readonly Command<C>[] {
  const prefix = parent === undefined ? '' : `${parent.path} `;
  return commands.filter(
    ({ path }) => path.startsWith(prefix) && !path.slice(prefix.length).includes(' '),
  );
}

/** Is it listed, and proposed for another word? */
export function isShown({ hidden, deprecated }: Command<never>): boolean {
  return hidden !== true && deprecated === undefined;
}

export function nameOf({ path }: Command<never>): string {
  return path.slice(path.lastIndexOf(' ') + 1);
}

function namesOf(command: Command<never>): readonly string[] {
  return [nameOf(command), ...(command.aliases ?? [])];
}

/** cobra's stripFlags: the first word that is neither a flag nor a flag's value. */
export function plainPlace<C>(
  tree: Tree<C>,
  command: Command<C> | undefined,
  line: readonly string[],
): number {
  const flags = flagsOf(tree, command);
  for (let at = 0; at < line.length; at += 1) {
    const word = line[at] ?? '';
    if (word === '--') return line.length;
    if (takesNext(word, flags)) at += 1;
    else if (word !== '' && !word.startsWith('-')) return at;
  }
  return line.length;
}

function takesNext(word: string, flags: ReadonlyMap<string, FlagDefinition>): boolean {
  if (word.includes('=') || !word.startsWith('-') || word === '-') return false;
  if (word.startsWith('--')) return flags.get(word.slice(2))?.bare === undefined;
  if (word.length !== 2) return false;
  return [...flags.values()].find(({ short }) => short === word[1])?.bare === undefined;
}
