import type { Expression } from './ast.ts';
import type { Token } from './lexer.ts';

export function literalOf({ value = '' }: Token): Expression {
  return typeof value === 'number' ? { type: 'number', value } : { type: 'text', value };
}
