import type { Command, DefinedFlag, Tool } from './command.ts';
import { childrenOf, defined, isShown, nameOf } from './line.ts';

/** cobra's help template, filled with what the table knows of a command (v1.10). */
export function helpOf<C>(tool: Tool<C>, command: Command<C> | undefined): string {
  const long = command === undefined ? tool.long : (command.long ?? command.short);
  return `${long.trimEnd()}\n\n${usageOf(tool, command)}`;
}

/** cobra's usage template. */
export function usageOf<C>(tool: Tool<C>, command: Command<C> | undefined): string {
  const name = command === undefined ? tool.name : `${tool.name} ${command.path}`;
  const children = childrenOf(tool, command).filter(isShown);
  const own = (command?.flags ?? []).map(defined);
  const global = tool.globalFlags.map(defined);
  const lines = ['Usage:'];
  if (command?.load) lines.push(`  ${useLine(name, command)}`);
  if (children.length > 0) lines.push(`  ${name} [command]`);
  if (command?.aliases)
    lines.push('', 'Aliases:', `  ${[nameOf(command), ...command.aliases].join(', ')}`);
  if (command?.examples) lines.push('', 'Examples:', command.examples.trimEnd());
  if (children.length > 0) lines.push('', 'Available Commands:', ...listed(children));
  const local = command === undefined ? global : own;
  lines.push('', 'Flags:', ...flagLines([...local, helpFlag(name, command)]));
  if (command !== undefined) lines.push('', 'Global Flags:', ...flagLines(global));
  if (children.length > 0)
    lines.push('', `Use "${name} [command] --help" for more information about a command.`);
  return `${lines.join('\n')}\n`;
}

function useLine(name: string, command: Command<never>): string {
  const line = command.arguments === undefined ? name : `${name} ${command.arguments}`;
  return line.includes('[flags]') ? line : `${line} [flags]`;
}

function listed(children: readonly Command<never>[]): readonly string[] {
  const width = Math.max(11, ...children.map((child) => nameOf(child).length));
  return children
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .map((child) => `  ${nameOf(child).padEnd(width)} ${child.short}`);
}

function helpFlag(name: string, command: Command<never> | undefined): DefinedFlag {
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
  m: 'stringToString',
};

/** pflag's FlagUsages: sorted by name, descriptions in one column. */
export function flagLines(flags: readonly DefinedFlag[]): readonly string[] {
  const all = flags
    .filter(({ isHidden }) => !isHidden)
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
