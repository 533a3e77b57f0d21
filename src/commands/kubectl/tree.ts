import { type FlagDefinition, parseDefinition } from './flags.ts';
import { commandLines } from './help/tree.ts';

/** A command as the real kubectl declares it. */
export interface CommandNode {
  /** Without `kubectl`: `create deployment`; empty for kubectl itself. */
  path: string;
  name: string;
  aliases: readonly string[];
  children: CommandNode[];
  /** Its own flags only. */
  flags: ReadonlyMap<string, FlagDefinition>;
}

let root: CommandNode | undefined;

/** Every command of kubectl, read once from its compact form. */
export function commandTree(): CommandNode {
  root ??= readTree();
  return root;
}

function readTree(): CommandNode {
  const byPath = new Map<string, CommandNode>();
  for (const line of commandLines.split('\n')) {
    const [names = '', ...flags] = line.split(';');
    const [path = '', ...aliases] = names.split(',');
    const name = path.slice(path.lastIndexOf(' ') + 1);
    const definitions = flags.filter(Boolean).map(parseDefinition);
    const node: CommandNode = {
      path,
      name,
      aliases,
      children: [],
      flags: new Map(definitions.map((flag) => [flag.name, flag])),
    };
    byPath.set(path, node);
    if (path !== '') byPath.get(path.slice(0, -name.length - 1))?.children.push(node);
  }
  const first = byPath.get('');
  if (first === undefined) throw new Error('the tree has no root');
  return first;
}

const helpFlag = parseDefinition('h/help b');

/** Own flags before global ones, as pflag does when both have a name. */
export function flagsOf(node: CommandNode): ReadonlyMap<string, FlagDefinition> {
  const own = [...node.flags.values()];
  const shorts = new Set(own.map((flag) => flag.short).filter(Boolean));
  const all = new Map([['help', helpFlag]]);
  for (const flag of commandTree().flags.values())
    all.set(flag.name, shorts.has(flag.short) ? { ...flag, short: '' } : flag);
  for (const flag of own) all.set(flag.name, flag);
  return all;
}

export interface Found {
  node: CommandNode;
  /** The line without the words that named the command. */
  rest: readonly string[];
}

/** cobra's Command.Find: words that are not flags name commands, as deep as they do. */
export function findCommand(line: readonly string[]): Found {
  let node = commandTree();
  let rest = [...line];
  for (;;) {
    const [word] = plainWords(node, rest);
    const next =
      word === undefined
        ? undefined
        : node.children.find((child) => child.name === word || child.aliases.includes(word));
    if (word === undefined || next === undefined) return { node, rest };
    rest = withoutFirst(node, rest, word);
    node = next;
  }
}

/** cobra's stripFlags: what is neither a flag nor its value, as far as this command's flags tell. */
export function plainWords(node: CommandNode, line: readonly string[]): string[] {
  return plainPlaces(node, line).flatMap((at) => line[at] ?? []);
}

function plainPlaces(node: CommandNode, line: readonly string[]): number[] {
  const flags = node.path === '' ? commandTree().flags : flagsOf(node);
  const places: number[] = [];
  for (let at = 0; at < line.length; at++) {
    const word = line[at] ?? '';
    if (word === '--') break;
    if (takesNext(word, flags)) at++;
    else if (word !== '' && !word.startsWith('-')) places.push(at);
  }
  return places;
}

function takesNext(word: string, flags: ReadonlyMap<string, FlagDefinition>): boolean {
  if (word.includes('=') || !word.startsWith('-') || word === '-') return false;
  if (word.startsWith('--')) return flags.get(word.slice(2))?.bare === undefined;
  if (word.length !== 2) return false;
  return [...flags.values()].find((flag) => flag.short === word[1])?.bare === undefined;
}

function withoutFirst(node: CommandNode, line: readonly string[], word: string): string[] {
  const place = plainPlaces(node, line).find((at) => line[at] === word) ?? 0;
  return line.toSpliced(place, 1);
}
