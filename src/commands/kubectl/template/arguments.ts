import { TemplateError } from './template-error.ts';
import type { Command, Operand } from './parse.ts';

/** What the command before gives the next one, as its last argument. */
export interface Piped {
  value: unknown;
  type: string;
}

/** Of a constant, or of a length; empty for what the object holds. */
export function typeOf(operand: Operand): string {
  if (operand.type === 'pipe') return typeOfCommand(operand.pipe.commands.at(-1));
  if (operand.type !== 'constant' || typeof operand.value !== 'number') return '';
  return /^[^x]*[.eE]/.test(operand.text) ? 'float64' : 'int';
}

export function typeOfCommand(command: Command | undefined): string {
  const [first, ...rest] = command?.operands ?? [];
  if (first === undefined) return '';
  if (first.type === 'call') return first.name === 'len' ? 'int' : '';
  return rest.length === 0 ? typeOf(first) : '';
}

/** The first argument of these is a Go string, and nothing else will do. */
export function checkText(
  value: unknown,
  type: string | undefined,
  place: Operand | Command,
): void {
  if (typeof value === 'string') return;
  const kind = 'type' in place ? place.type : '';
  const message =
    kind === 'nil'
      ? 'cannot assign nil to string'
      : kind === 'constant'
        ? `expected string; found ${place.text}`
        : value === undefined
          ? 'invalid value; expected string'
          : `wrong type for value; expected string; got ${value === null ? 'interface {}' : type}`;
  throw new TemplateError(message, lastOf(place));
}

/** What was read last. */
function lastOf(place: Operand | Command): Operand | Command {
  if (!('type' in place) || place.type !== 'pipe') return place;
  const last = place.pipe.commands.at(-1)?.operands.at(-1);
  return last === undefined ? place : lastOf(last);
}

/** As many as the function takes. */
export function checkCount(command: Command, name: string, count: number): void {
  const [least, most] = arity[name] ?? [0, Number.POSITIVE_INFINITY];
  if (count < least || count > most)
    throw new TemplateError(
      `wrong number of args for ${name}: want ${least === most ? '' : 'at least '}${least} got ${count}`,
      command.operands[0] ?? command,
    );
}

const arity: Readonly<Record<string, readonly [number, number]>> = {
  and: [1, 99],
  or: [1, 99],
  call: [1, 99],
  exists: [1, 99],
  not: [1, 1],
  len: [1, 1],
  index: [1, 99],
  slice: [1, 99],
  printf: [1, 99],
  eq: [1, 99],
  ne: [2, 2],
  lt: [2, 2],
  le: [2, 2],
  gt: [2, 2],
  ge: [2, 2],
  base64decode: [1, 1],
};
