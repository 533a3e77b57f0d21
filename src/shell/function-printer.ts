import type { Function } from 'unbash';
import { print } from 'unbash/printer';

/** A function in the layout of bash: four spaces a level. */
export function printFunction(node: Function, source: string): string {
  const body = node.body.type === 'CompoundList' ? '' : source.slice(node.body.pos, node.body.end);
  const printed =
    print({ type: 'Script', pos: 0, end: 0, shebang: undefined, commands: [] }) === ''
      ? body
      : body;
  return `${node.name.value} () \n${printed}\n`;
}
