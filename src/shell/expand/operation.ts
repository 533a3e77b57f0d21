import type { ParameterOperation } from 'unbash';
import type { Environment } from '#shell/environment.ts';
import { ShellError } from '#shell/leave.ts';
import { decodeEscapes } from './escapes.ts';
import type { ParameterContext, Target } from './parameter.ts';
import { compiled, sourceOf } from './pattern.ts';
import { checkRisk } from './risk.ts';
import { textOf } from './pieces.ts';
import { expandPrompt } from './prompt.ts';
import { quoteDeclared, quoteValue } from './quote.ts';
import { isSet, type Value } from './value.ts';

interface Operating {
  operation: ParameterOperation;
  target: Target;
  value: Value;
}

/** What follows the name: a piece of it, removed, replaced, in another case. Each value of a list goes through it. */
export async function operate(
  sh: Environment,
  { operation, target, value }: Operating,
  context: ParameterContext,
): Promise<Value> {
  switch (operation.type) {
    case 'Slice': {
      const offset = await numberOf(sh, context, operation.offset);
      const length = operation.length && (await numberOf(sh, context, operation.length));
      return slice(sh, target, { value, offset, length });
    }
    case 'Remove': {
      const pattern = await context.pattern(operation.operand);
      return each(value, (text) => remove(text, operation.operator, pattern));
    }
    case 'Replace': {
      const pattern = await context.pattern(operation.pattern);
      const pieces = await context.pieces(operation.replacement, false);
      const by = (match: string): string =>
        pieces
          .map((piece) => {
            if (piece === 'break') return ' ';
            // As `patsub_replacement`, on by default in bash 5.2.
            return piece.quoted ? piece.text : piece.text.replaceAll('&', () => match);
          })
          .join('');
      return each(value, (text) => replace(text, { operator: operation.operator, pattern, by }));
    }
    case 'CaseModification': {
      const pattern = operation.operand && (await context.pattern(operation.operand));
      return each(value, (text) => changeCase(text, operation.operator, pattern || '?'));
    }
    case 'Transform':
      return transform(sh, { target, value, letter: operation.operand.text });
    case 'Default':
    case 'Names':
    case 'Unknown':
      return value;
  }
}

function each(value: Value, change: (text: string) => string): Value {
  if (typeof value !== 'object') return value === undefined ? undefined : change(value);
  return { ...value, values: value.values.map(change) };
}

async function numberOf(
  sh: Environment,
  context: ParameterContext,
  word: Parameters<ParameterContext['pieces']>[0],
): Promise<number> {
  return Number(sh.variables.compute(textOf(await context.pieces(word, true))));
}

interface Slicing {
  value: Value;
  offset: number;
  length: number | undefined;
}

function slice(sh: Environment, target: Target, { value, offset, length }: Slicing): Value {
  const isArguments = target.name === '@' || target.name === '*';
  const parts =
    typeof value === 'object'
      ? isArguments
        ? [sh.name, ...value.values]
        : value.values
      : Array.from(value ?? '');
  let start = offset < 0 ? parts.length + offset : offset;
  if (
    typeof value === 'object' &&
    !isArguments &&
    sh.variables.find(target.name)?.kind === 'indexed'
  ) {
    // An offset is an index there, and some may be missing.
    const keys = sh.variables.keys(target.name).map(Number);
    const least = offset < 0 ? (keys.at(-1) ?? -1) + 1 + offset : offset;
    start = keys.findIndex((key) => key >= least);
    if (start < 0) start = parts.length;
  }
  if (start < 0 || start > parts.length) start = parts.length;
  let end = length === undefined ? parts.length : start + length;
  if (length !== undefined && length < 0) {
    end = parts.length + length;
    if (typeof value === 'object' || end < start) {
      throw new ShellError(`${length}: substring expression < 0`, 1, 'line');
    }
  }
  const taken = parts.slice(start, end);
  return typeof value === 'object' ? { ...value, values: taken } : taken.join('');
}

function remove(text: string, operator: string, pattern: string): string {
  const source = sourceOf(pattern, { lazy: operator.length === 1 });
  checkRisk(source, text);
  switch (operator) {
    case '#':
    case '##':
      return text.replace(compiled(`^(?:${source})`, false), '');
    case '%%':
      return text.replace(compiled(`(?:${source})$`, false), '');
    default: {
      const kept = compiled(`^([^]*)(?:${source})$`, false).exec(text);
      return kept?.[1] ?? text;
    }
  }
}

interface Replacement {
  operator: string;
  pattern: string;
  by: (match: string) => string;
}

function replace(text: string, { operator, pattern, by }: Replacement): string {
  if (pattern === '' && (operator === '/' || operator === '//')) return text;
  const source = `(?:${sourceOf(pattern, {})})`;
  checkRisk(source, text);
  if (operator === '/#') return text.replace(compiled(`^${source}`, false), by);
  if (operator === '/%') return text.replace(compiled(`${source}$`, false), by);
  return text.replace(compiled(source, false, operator === '//' ? 'g' : ''), (match) =>
    // A pattern that can match nothing replaces nothing between two matches.
    match === '' && text !== '' ? '' : by(match),
  );
}

function changeCase(text: string, operator: string, pattern: string): string {
  const regex = compiled(`^(?:${sourceOf(pattern, {})})$`, false);
  const change = (char: string): string => {
    if (!regex.test(char)) return char;
    return operator.startsWith('^') ? char.toUpperCase() : char.toLowerCase();
  };
  const chars = Array.from(text);
  if (operator.length === 2) return chars.map(change).join('');
  return chars.map((char, i) => (i === 0 ? change(char) : char)).join('');
}

interface Transforming {
  target: Target;
  value: Value;
  letter: string;
}

function transform(sh: Environment, { target, value, letter }: Transforming): Value {
  const variable = sh.variables.find(target.name);
  switch (letter) {
    case 'Q':
      return each(value, quoteValue);
    case 'E':
      return each(value, (text) => decodeEscapes(text, 'plain').text);
    case 'P':
      return each(value, (text) => expandPrompt(sh, text));
    case 'U':
      return each(value, (text) => text.toUpperCase());
    case 'u':
      return each(value, (text) => text.charAt(0).toUpperCase() + text.slice(1));
    case 'L':
      return each(value, (text) => text.toLowerCase());
    case 'a':
      return each(value, () => attributesOf(sh, target.name));
    case 'A': {
      if (!isSet(value)) return undefined;
      if (typeof value !== 'object' && variable?.kind === 'scalar') {
        const flags = attributesOf(sh, target.name);
        const assignment = `${target.name}=${quoteValue(value ?? '')}`;
        return flags === '' ? assignment : `declare -${flags} ${assignment}`;
      }
      return `declare -${attributesOf(sh, target.name)} ${target.name}=(${pairs(sh, target, true)})`;
    }
    case 'K':
      return typeof value === 'object' ? pairs(sh, target, false) : each(value, quoteValue);
    case 'k':
      return typeof value === 'object'
        ? { ...value, values: keyValues(sh, target).flat() }
        : each(value, quoteValue);
    default:
      throw new ShellError(`\${${target.shown}@${letter}}: bad substitution`, 1, 'line');
  }
}

function keyValues(sh: Environment, { name }: Target): [string, string][] {
  return sh.variables.keys(name).map((key) => [key, sh.variables.element(name, key) ?? '']);
}

function pairs(sh: Environment, target: Target, hasBrackets: boolean): string {
  return keyValues(sh, target)
    .map(([key, value]) => `${hasBrackets ? `[${key}]=` : `${key} `}${quoteDeclared(value)}`)
    .join(' ');
}

function attributesOf(sh: Environment, name: string): string {
  const variable = sh.variables.find(name);
  if (!variable) return '';
  const kind = { scalar: '', indexed: 'a', associative: 'A' }[variable.kind];
  return (
    kind +
    Array.from('ilnrux')
      .filter((flag) => variable.flags.includes(flag))
      .join('')
  );
}
