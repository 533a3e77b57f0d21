import type { Process } from '#process/program.ts';
import { distance } from './edit-distance.ts';
import { CommandError, notSimulated } from './errors.ts';
import { helpOf } from './help.ts';
import type { parseFlags } from './flags.ts';
import { type CommandNode, commandTree, findCommand } from './tree.ts';

/** Groups that refuse to be run alone: where their help goes, and with what code. The others print it and succeed. */
const groups = new Map<string, 'stdout' | 'stderr'>([
  ['rollout', 'stdout'],
  ...[
    'auth',
    'config',
    'set',
    'top',
    'plugin',
    'create secret',
    'create service',
    'alpha kuberc',
  ].map((path): [string, 'stderr'] => [path, 'stderr']),
]);

/** A group alone: its help. */
export async function runGroup(
  process: Process,
  node: CommandNode,
  args: readonly string[],
): Promise<number> {
  const stream = groups.get(node.path);
  if (node.children.length === 0 && node.path !== '') throw notSimulated(`kubectl ${node.path}`);
  if (stream !== undefined && args.length > 0)
    throw new CommandError(
      `unknown command "${args.join(' ')}"\nSee 'kubectl ${node.path} -h' for help and examples`,
    );
  await process[stream ?? 'stdout'].write(await helpOf(process, node.path));
  return stream === undefined ? 0 : 1;
}

/** A command that is not there. */
export async function refuseCommand(
  process: Process,
  line: readonly string[],
  unknown: string,
): Promise<number> {
  if (line[0]?.startsWith('-')) {
    await process.stderr.write(`Error: flags cannot be placed before plugin name: ${line[0]}\n`);
    return 1;
  }
  const names = suggestionsFor(commandTree(), unknown);
  const hint =
    names.length === 0
      ? ''
      : `\n\nDid you mean this?\n${names.map((name) => `\t${name}\n`).join('')}`;
  throw new CommandError(`unknown command "${unknown}" for "kubectl"${hint}`);
}

/** What cobra asks instead: `Did you mean this?` */
function suggestionsFor(node: CommandNode, typed: string): string[] {
  return node.children
    .filter(
      ({ name }) =>
        distance(typed.toLowerCase(), name.toLowerCase()) <= 2 ||
        name.toLowerCase().startsWith(typed.toLowerCase()) ||
        (alsoSuggested[name] ?? '').split(' ').includes(typed.toLowerCase()),
    )
    .map(({ name }) => name);
}

/** cobra's SuggestFor. */
const alsoSuggested: Readonly<Record<string, string>> = {
  get: 'list ps',
  delete: 'rm',
  wait: 'list ps',
};

type Parsed = ReturnType<typeof parseFlags>;

const helpNode: CommandNode = {
  path: 'help',
  name: 'help',
  aliases: [],
  children: [],
  flags: new Map(),
};

/** `kubectl help create deployment` */
export async function help(
  process: Process,
  rest: readonly string[],
  parse: (process: Process, node: CommandNode, rest: readonly string[]) => Promise<Parsed>,
): Promise<number> {
  const words = rest.toSpliced(rest.indexOf('help'), 1);
  const parsed = await parse(process, helpNode, words);
  const topic = parsed.args;
  const isOwn = parsed.flags.isOn('help') || topic[0] === 'help';
  const node = isOwn ? helpNode : findCommand(topic).node;
  if (node.path !== '' || topic.length === 0) {
    if (node.path !== 'options') await process.stdout.write(await helpOf(process, node.path));
    return 0;
  }
  const usage = (await helpOf(process, '')).split('\n').slice(3).join('\n');
  const named = topic.map((word) => `\`${word}\``).join(' ');
  await process.stderr.write(`Unknown help topic [${named}]\n\n${usage}`);
  return 0;
}
