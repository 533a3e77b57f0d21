import type { Program } from '#process/program.ts';
import { isRisky, mostRisky } from '#shell/expand/risk.ts';
import { misuse } from './command-line.ts';
import { compileRegex, groupsOf, RegexError } from './sed/regex.ts';

/** A number is a string that is known to be one. */
type Value = string | bigint;

class ExprError extends Error {
  override name = 'ExprError';
}

/** GNU expr (coreutils 9.1). Its status is 1 where the result is null or 0. */
export const expr: Program = async (process) => {
  const { argv, stdout, stderr } = process;
  const given = argv.slice(argv[1] === '--' ? 2 : 1);
  if (given.length === 0) return misuse(process, 'missing operand', 2);
  try {
    const words = new Words(given);
    const value = either(words, true);
    const [extra] = words.rest();
    if (extra !== undefined)
      throw new ExprError(`syntax error: unexpected argument ${quoted(extra)}`);
    await stdout.write(`${value}\n`);
    return Number(isNull(value));
  } catch (error) {
    if (!(error instanceof ExprError || error instanceof RegexError)) throw error;
    await stderr.write(`expr: ${error.message}\n`);
    return 2;
  }
};

/** Between quotes, as C writes it. */
function quoted(text: string): string {
  const shown = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  return `‘${shown}’`;
}

class Words {
  #at = 0;
  readonly #words: readonly string[];
  constructor(words: readonly string[]) {
    this.#words = words;
  }

  rest(): readonly string[] {
    return this.#words.slice(this.#at);
  }

  last(): string {
    return this.#words[this.#at - 1] ?? '';
  }

  /** Takes one of these words, if it is the next. */
  take<Name extends string>(...names: readonly Name[]): Name | undefined {
    const found = names.find((name) => name === this.#words[this.#at]);
    if (found !== undefined) this.#at += 1;
    return found;
  }

  need(): string {
    const word = this.#words[this.#at];
    if (word === undefined)
      throw new ExprError(`syntax error: missing argument after ${quoted(this.last())}`);
    this.#at += 1;
    return word;
  }

  check(): void {
    if (this.rest().length === 0) this.need();
  }
}

function isNull(value: Value): boolean {
  return typeof value === 'bigint' ? value === 0n : value === '' || /^-?0+$/u.test(value);
}

function numberOf(value: Value): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (!/^-?\d+$/u.test(value)) return undefined;
  return value.startsWith('-') ? -BigInt(value.slice(1)) : BigInt(value);
}

/** What is not evaluated is read all the same: its words must be there, but it may divide by zero. */
type Parse = (words: Words, evaluates: boolean) => Value;

const either: Parse = (words, evaluates) => {
  let left = both(words, evaluates);
  while (words.take('|') !== undefined) {
    const right = both(words, evaluates && isNull(left));
    if (isNull(left)) left = isNull(right) ? 0n : right;
  }
  return left;
};

const both: Parse = (words, evaluates) => {
  let left = comparison(words, evaluates);
  while (words.take('&') !== undefined) {
    const right = comparison(words, evaluates && !isNull(left));
    if (isNull(left) || isNull(right)) left = 0n;
  }
  return left;
};

const comparisons = {
  '<': (order: number) => order < 0,
  '<=': (order: number) => order <= 0,
  '=': (order: number) => order === 0,
  '==': (order: number) => order === 0,
  '!=': (order: number) => order !== 0,
  '>=': (order: number) => order >= 0,
  '>': (order: number) => order > 0,
};

const comparison: Parse = (words, evaluates) => {
  let left = sum(words, evaluates);
  for (;;) {
    const operator = words.take('<', '<=', '=', '==', '!=', '>=', '>');
    if (operator === undefined) return left;
    const right = sum(words, evaluates);
    left = evaluates && comparisons[operator](orderOf(left, right)) ? 1n : 0n;
  }
};

function orderOf(left: Value, right: Value): number {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return a < b ? -1 : Number(a > b);
  const [letters, others] = [left, right].map((value) => Array.from(String(value)));
  return byCodePoint(letters ?? [], others ?? []);
}

function byCodePoint(left: readonly string[], right: readonly string[]): number {
  const at = left.findIndex((letter, i) => letter !== right[i]);
  const [a, b] = [left[at]?.codePointAt(0) ?? -1, right[at]?.codePointAt(0) ?? -1];
  return at < 0 ? left.length - right.length : a - b;
}

const sum: Parse = (words, evaluates) => {
  let left = product(words, evaluates);
  for (;;) {
    const operator = words.take('+', '-');
    if (operator === undefined) return left;
    const right = product(words, evaluates);
    if (!evaluates) continue;
    const [a, b] = numbers(left, right);
    left = operator === '+' ? a + b : a - b;
  }
};

const product: Parse = (words, evaluates) => {
  let left = matching(words, evaluates);
  for (;;) {
    const operator = words.take('*', '/', '%');
    if (operator === undefined) return left;
    const right = matching(words, evaluates);
    if (!evaluates) continue;
    const [a, b] = numbers(left, right);
    if (operator !== '*' && b === 0n) throw new ExprError('division by zero');
    left = operator === '*' ? a * b : operator === '/' ? a / b : a % b;
  }
};

function numbers(left: Value, right: Value): [bigint, bigint] {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a === undefined || b === undefined) throw new ExprError('non-integer argument');
  return [a, b];
}

const matching: Parse = (words, evaluates) => {
  let left = keyword(words, evaluates);
  while (words.take(':') !== undefined) {
    const right = keyword(words, evaluates);
    if (evaluates) left = match(String(left), String(right));
  }
  return left;
};

const keyword: Parse = (words, evaluates) => {
  const name = words.take('+', 'length', 'match', 'index', 'substr');
  if (name === undefined) return primary(words, evaluates);
  if (name === '+') return words.need();
  const first = keyword(words, evaluates);
  const text = Array.from(String(first));
  if (name === 'length') return BigInt(text.length);
  const second = keyword(words, evaluates);
  if (name === 'match') return evaluates ? match(text.join(''), String(second)) : first;
  if (name === 'index') {
    const letters = Array.from(String(second));
    return BigInt(text.findIndex((letter) => letters.includes(letter)) + 1);
  }
  const [from, length] = [numberOf(second), numberOf(keyword(words, evaluates))];
  if (from === undefined || length === undefined || from <= 0n || length <= 0n) return '';
  return text.slice(Number(from) - 1, Number(from - 1n + length)).join('');
};

const primary: Parse = (words, evaluates) => {
  words.check();
  if (words.take('(') !== undefined) {
    const value = either(words, evaluates);
    const [next] = words.rest();
    if (next === undefined)
      throw new ExprError(`syntax error: expecting ')' after ${quoted(words.last())}`);
    if (words.take(')') === undefined)
      throw new ExprError(`syntax error: expecting ')' instead of ${quoted(next)}`);
    return value;
  }
  if (words.take(')') !== undefined) throw new ExprError("syntax error: unexpected ')'");
  return words.need();
};

/** What the first group matches from the start of the text, or how many letters the whole does without one. */
function match(text: string, pattern: string): Value {
  const { source, flags } = compiled(pattern);
  const isDangerous = isRisky(source) && text.length > mostRisky;
  if (isDangerous)
    throw new ExprError(
      'maillage: une répétition dans une répétition, sur un texte long, n’est pas simulée dans ce cours',
    );
  const found = longest(text, new RegExp(`^(?:${source})`, flags));
  if (groupsOf(new RegExp(source, flags)) > 0) return found?.[1] ?? '';
  return BigInt(Array.from(found?.[0] ?? '').length);
}

function compiled(pattern: string): RegExp {
  // The library has another word for a bracket that nothing follows.
  if (/(?:^|[^\\[])\[\^?$/u.test(pattern)) throw new RegexError('Invalid regular expression');
  return compileRegex(pattern, { isExtended: false, ignoresCase: false, isMultiline: false });
}

/** POSIX wants the longest match, where JavaScript takes the first alternative that matches. */
function longest(text: string, regex: RegExp): RegExpExecArray | null {
  if (!regex.source.includes('|')) return regex.exec(text);
  const whole = new RegExp(`${regex.source}$`, regex.flags);
  for (let end = text.length; end >= 0; end -= 1) {
    const found = whole.exec(text.slice(0, end));
    if (found) return found;
  }
  return null;
}
