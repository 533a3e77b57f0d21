import type { Function } from 'unbash';
import { print } from 'unbash/printer';

/** A function in the layout of bash: its brace on a line of its own, four spaces a level, `;` between commands. */
export function printFunction(node: Function): string {
  const { pos, end } = node;
  const statement = { type: 'Statement', pos, end, command: node, background: undefined } as const;
  const printed = print({ type: 'Script', pos, end, shebang: undefined, commands: [statement] });
  const lines = printed.trimEnd().split('\n').slice(1);
  const body = lines.map((line, i) => indented(line) + separator(line, lines[i + 1]));
  return `${node.name.value} () \n{ \n${body.join('\n')}\n`;
}

function indented(line: string): string {
  const text = line.trimStart();
  return ' '.repeat((line.length - text.length) * 2) + text;
}

/** Nothing after a word that opens, or before one that closes the whole. */
function separator(line: string, next: string | undefined): string {
  const opens = /(?:^|\s)(?:then|do|else|in|\{|\(|&&|\|\||\||;;|&|[^\s(]*\))$/u.test(line);
  const isLast = next === undefined || /^\s*(?:\}|\)|;;)/u.test(next);
  return opens || (isLast && /^(?:\}|\s*$)/u.test(next ?? '}')) ? '' : ';';
}
