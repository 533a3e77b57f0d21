import type { Command, DefinedFlag } from './command.ts';
import { childrenOf, defined, everyFlag, nameOf } from './line.ts';

const rootLong = `Istio configuration command line utility for service operators to
debug and diagnose their Istio mesh.
`;

/** cobra's usage template, filled with what the table knows of a command (v1.10). */
export function helpOf(commands: readonly Command[], command: Command | undefined): string {
  const long = command === undefined ? rootLong : (command.long ?? command.short);
  return `${long.trimEnd()}\n\n${usageOf(commands, command)}`;
}

export function usageOf(commands: readonly Command[], command: Command | undefined): string {
  const name = command === undefined ? 'istioctl' : `istioctl ${command.path}`;
  const children = childrenOf(commands, command).filter(({ hidden }) => hidden !== true);
  const own = (command?.flags ?? []).map(defined);
  const lines = ['Usage:'];
  if (command?.load) {
    const words = command.arguments === undefined ? '' : ` ${command.arguments}`;
    lines.push(`  ${name}${words} [flags]`);
  }
  if (children.length > 0) lines.push(`  ${name} [command]`);
  if (command?.aliases)
    lines.push('', 'Aliases:', `  ${[nameOf(command), ...command.aliases].join(', ')}`);
  if (command?.examples) lines.push('', 'Examples:', command.examples.trimEnd());
  if (children.length > 0) lines.push('', 'Available Commands:', ...listed(children));
  const local = command === undefined ? everyFlag : own;
  lines.push('', 'Flags:', ...flagLines([...local, helpFlag(name, command)]));
  if (command !== undefined) lines.push('', 'Global Flags:', ...flagLines(everyFlag));
  if (children.length > 0)
    lines.push('', `Use "${name} [command] --help" for more information about a command.`);
  return `${lines.join('\n')}\n`;
}

function listed(children: readonly Command[]): readonly string[] {
  const width = Math.max(11, ...children.map((child) => nameOf(child).length));
  return children
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .map((child) => `  ${nameOf(child).padEnd(width)} ${child.short}`);
}

function helpFlag(name: string, command: Command | undefined): DefinedFlag {
  const what = command === undefined ? name : nameOf(command);
  return { ...defined(['h/help b', '']), usage: `help for ${what}` };
}

const typeNames: Readonly<Record<DefinedFlag['type'], string>> = {
  b: '',
  s: 'string',
  i: 'int32',
  j: 'int',
  u: 'uint',
  d: 'duration',
  a: 'stringArray',
  l: 'strings',
};

/** pflag's FlagUsages: sorted by name, descriptions in one column. */
export function flagLines(flags: readonly DefinedFlag[]): readonly string[] {
  const all = flags
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((flag) => {
      const short = flag.short === '' ? '    ' : `-${flag.short}, `;
      const type = typeNames[flag.type];
      return { head: `  ${short}--${flag.name}${type === '' ? '' : ` ${type}`}`, flag };
    });
  const width = Math.max(...all.map(({ head }) => head.length));
  return all.map(({ head, flag }) => {
    const usual =
      flag.usual === '' || flag.usual === 'false' || flag.usual === '0'
        ? ''
        : ` (default ${flag.type === 's' ? JSON.stringify(flag.usual) : flag.usual})`;
    return `${head.padEnd(width)}   ${flag.usage}${usual}`;
  });
}
