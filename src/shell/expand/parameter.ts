import type { ParameterExpansionPart, Word } from 'unbash';
import type { Environment } from '#shell/environment.ts';
import { ShellError } from '#shell/leave.ts';
import { isName, splitReference } from '#shell/variables.ts';
import { operate } from './operation.ts';
import { quoted, splitting, textOf, type Piece } from './pieces.ts';
import { allValues, isSet, parameterValue, separator, type Value } from './value.ts';

export interface ParameterContext {
  inQuotes: boolean;
  /** Pieces of an operand: of the word after `:-`. */
  pieces: (word: Word, inQuotes: boolean) => Promise<Piece[]>;
  pattern: (word: Word) => Promise<string>;
}

/** The parts of a parameter expansion that matter here: `$x` has only its name. */
export type Parameter = Pick<ParameterExpansionPart, 'parameter' | 'text'> &
  Partial<Pick<ParameterExpansionPart, 'prefix' | 'index' | 'operation'>>;

/** Expands `$x`, `${x…}` (bash 5.2, manual 3.5.3). */
export async function expandParameter(
  sh: Environment,
  part: Parameter,
  context: ParameterContext,
): Promise<Piece[]> {
  const { operation, prefix } = part;
  if (operation?.type === 'Unknown') throw badSubstitution(part.text);
  if (operation?.type === 'Names') {
    const names = sh.variables.names(part.parameter);
    return emit(sh, { values: names, isStar: operation.operator === '*' }, context.inQuotes);
  }
  const target = await targetOf(sh, part, context);
  const value = target.value;
  if (prefix === '#') return emit(sh, await lengthOf(sh, target, value), context.inQuotes);
  if (operation?.type === 'Default') return useDefault(sh, { part, target, value }, context);
  if (!isSet(value) && sh.options.has('nounset') && !isList(value)) throw unbound(target.shown);
  if (!operation) return emit(sh, value, context.inQuotes);
  return emit(sh, await operate(sh, { operation, target, value }, context), context.inQuotes);
}

export interface Target {
  name: string;
  index: string | undefined;
  /** As messages name it. */
  shown: string;
  value: Value;
}

function isList(value: Value): boolean {
  return typeof value === 'object';
}

async function targetOf(
  sh: Environment,
  part: Parameter,
  { pieces }: ParameterContext,
): Promise<Target> {
  let name = part.parameter;
  if (!/^(?:\w+|[@*#?$!-])$/.test(name)) throw badSubstitution(part.text);
  let index = part.index && (await subscriptOf(sh, part.index, pieces));
  if (part.prefix === '!') {
    if (index === '@' || index === '*') {
      const value = { values: sh.variables.keys(name), isStar: index === '*' };
      return { name, index, shown: name, value };
    }
    const pointed = indirect(sh, part, index);
    [name, index] = splitReference(pointed);
  }
  const shown = index === undefined ? name : `${name}[${index}]`;
  return { name, index, shown, value: parameterValue(sh, name, index) };
}

function indirect(sh: Environment, part: Parameter, index: string | undefined): string {
  const name = part.parameter;
  const reference = sh.variables.own(name);
  if (reference?.flags.includes('n')) return name === '' ? '' : (reference.value ?? '');
  const value = parameterValue(sh, name, index);
  if (typeof value !== 'string') {
    if (part.operation?.type === 'Default') return '__unset__';
    throw new ShellError(`${name}: invalid indirect expansion`, 1, 'line');
  }
  const [target] = splitReference(value);
  if (!isName(target) && !/^(?:\d+|[@*#?$!-])$/.test(target)) {
    throw new ShellError(`${value}: invalid variable name`, 1, 'line');
  }
  return value;
}

async function subscriptOf(
  sh: Environment,
  word: Word,
  pieces: ParameterContext['pieces'],
): Promise<string> {
  if (word.text === '@' || word.text === '*') return word.text;
  return textOf(await pieces(word, false)).slice(0, sh.host.limits.text);
}

async function lengthOf(sh: Environment, target: Target, value: Value): Promise<string> {
  await Promise.resolve();
  if (typeof value === 'object') return String(value.values.length);
  if (value === undefined && sh.options.has('nounset')) throw unbound(target.shown);
  return String(Array.from(value ?? '').length);
}

interface Defaulting {
  part: Parameter;
  target: Target;
  value: Value;
}

async function useDefault(
  sh: Environment,
  { part, target, value }: Defaulting,
  { inQuotes, pieces }: ParameterContext,
): Promise<Piece[]> {
  const { operation } = part;
  if (operation?.type !== 'Default') return [];
  const operator = operation.operator.replace(':', '');
  const isColon = operation.operator.startsWith(':');
  const isGiven = isSet(value) && (!isColon || allValues(sh, value) !== '');
  if (operator === '+') return isGiven ? pieces(operation.operand, inQuotes) : emptyIf(inQuotes);
  if (isGiven) return emit(sh, value, inQuotes);
  const operand = await pieces(operation.operand, inQuotes);
  if (operator === '-') return operand.length > 0 ? operand : emptyIf(inQuotes);
  if (operator === '?') {
    const reason = textOf(operand) || `parameter ${isColon ? 'null or ' : ''}not set`;
    throw new ShellError(`${target.shown}: ${reason}`, 1, 'shell');
  }
  if (!isName(target.name)) {
    throw new ShellError(`$${target.name}: cannot assign in this way`, 1, 'line');
  }
  sh.variables.set(target.name, textOf(operand), { index: target.index });
  return emit(sh, sh.variables.get(target.name) ?? textOf(operand), inQuotes);
}

const emptyIf = (inQuotes: boolean): Piece[] => (inQuotes ? [quoted('')] : []);

function emit(sh: Environment, value: Value, inQuotes: boolean): Piece[] {
  const piece = inQuotes ? quoted : splitting;
  if (typeof value !== 'object') {
    return value === undefined && !inQuotes ? [] : [piece(value ?? '')];
  }
  if (value.isStar && inQuotes) return [quoted(value.values.join(separator(sh)))];
  return value.values.flatMap((one, i) =>
    i === 0 ? [piece(one)] : ['break' as const, piece(one)],
  );
}

function badSubstitution(text: string): ShellError {
  return new ShellError(`${text}: bad substitution`, 1, 'line');
}

function unbound(name: string): ShellError {
  return new ShellError(`${name}: unbound variable`, 1, 'shell');
}
