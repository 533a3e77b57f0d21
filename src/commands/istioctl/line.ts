import { type FlagDefinition, parseDefinition } from '#commands/kubectl/flags.ts';
import type { Command, DefinedFlag, Flag } from './command.ts';

/** Flags of every command (istioctl/pkg/cli/option.go). */
const globalFlags: readonly Flag[] = [
  [
    'as s',
    'Username to impersonate for the operation. User could be a regular user or a service account in a namespace',
  ],
  [
    'as-group a',
    'Group to impersonate for the operation, this flag can be repeated to specify multiple groups.',
  ],
  ['context s', 'Kubernetes configuration context'],
  ['i/istioNamespace s istio-system', 'Istio system namespace'],
  ['c/kubeconfig s', 'Kubernetes configuration file'],
  ['n/namespace s', 'Kubernetes namespace'],
  ['vklog i 0', 'number for the log level verbosity. Like -v flag. ex: --vklog=9'],
];

const helpFlag: Flag = ['h/help b', ''];

export function defined([definition, usage]: Flag): DefinedFlag {
  return { ...parseDefinition(definition), usage };
}

/** Own flags, before those of every command. */
export function flagsOf(command: Command | undefined): ReadonlyMap<string, FlagDefinition> {
  const own = [...(command?.flags ?? []), helpFlag].map(defined);
  const shorts = new Set(own.map(({ short }) => short).filter(Boolean));
  const all = new Map<string, FlagDefinition>();
  for (const flag of globalFlags.map(defined))
    all.set(flag.name, shorts.has(flag.short) ? { ...flag, short: '' } : flag);
  for (const flag of own) all.set(flag.name, flag);
  return all;
}

export const everyFlag: readonly DefinedFlag[] = globalFlags.map(defined);

export interface Found {
  /** Undefined for istioctl itself. */
  readonly command: Command | undefined;
  /** The line without the words that named the command. */
  readonly rest: readonly string[];
}

/** cobra's Command.Find: words that are not flags name commands, as deep as they do. */
export function findCommand(commands: readonly Command[], line: readonly string[]): Found {
  let command: Command | undefined;
  let rest = line;
  for (;;) {
    const at = plainPlace(command, rest);
    const word = rest[at];
    const next =
      word === undefined
        ? undefined
        : childrenOf(commands, command).find((child) => namesOf(child).includes(word));
    if (!next) return { command, rest };
    command = next;
    rest = rest.toSpliced(at, 1);
  }
}

export function childrenOf(
  commands: readonly Command[],
  parent: Command | undefined,
): readonly Command[] {
  const prefix = parent === undefined ? '' : `${parent.path} `;
  return commands.filter(
    ({ path }) => path.startsWith(prefix) && !path.slice(prefix.length).includes(' '),
  );
}

export function nameOf({ path }: Command): string {
  return path.slice(path.lastIndexOf(' ') + 1);
}

function namesOf(command: Command): readonly string[] {
  return [nameOf(command), ...(command.aliases ?? [])];
}

/** cobra's stripFlags: the first word that is neither a flag nor a flag's value. */
export function plainPlace(command: Command | undefined, line: readonly string[]): number {
  const flags = flagsOf(command);
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
