import { wholeDigits } from './decimal.ts';

/** What a variable holds; undefined is a variable that was never set, which is both "" and 0. */
export type Value = number | string | UserInput | undefined;

/** Text that came from outside: it is a number too where it looks like one. */
export class UserInput {
  readonly text: string;
  #number: number | undefined;
  #isRead = false;

  constructor(text: string) {
    this.text = text;
  }

  /** Undefined where the text does not look like a number. */
  get number(): number | undefined {
    if (!this.#isRead) {
      this.#isRead = true;
      this.#number = wholeNumberText(this.text);
    }
    return this.#number;
  }
}

/** A field that is not there: an empty text, even beside a number. */
export const absent = new UserInput('');

const special = /^[-+](?:inf|nan)$/iu;

function wholeNumberText(text: string): number | undefined {
  const trimmed = text.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/gu, '');
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/u.test(trimmed)) return Number(trimmed);
  return special.test(trimmed) ? magic(trimmed) : undefined;
}

function magic(text: string): number {
  if (/nan/iu.test(text)) return Number.NaN;
  return text.startsWith('-') ? -Infinity : Infinity;
}

const leading = /^[ \t\n\v\f\r]*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/u;

/** The number that a text begins with. */
export function numberOf(text: string): number {
  // Short whole numbers are most of them.
  const first = text.charCodeAt(0);
  if (text.length === 1) return first >= 48 && first <= 57 ? first - 48 : 0;
  const found = leading.exec(text)?.[1];
  if (found !== undefined) return Number(found);
  const trimmed = text.trim();
  return special.test(trimmed) ? magic(trimmed) : 0;
}

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (value === undefined) return 0;
  if (typeof value === 'string') return numberOf(value);
  return value.number ?? numberOf(value.text);
}

/** How numbers that are not whole are written. */
export type WriteNumber = (value: number) => string;

export function numberText(value: number, write: WriteNumber): string {
  if (Number.isInteger(value)) return wholeDigits(value);
  return Number.isFinite(value) ? write(value) : infiniteText(value);
}

/** No number of C loses its sign; of JavaScript's, NaN does, which arithmetic makes negative on a PC. */
export function infiniteText(value: number): string {
  if (Number.isNaN(value)) return '-nan';
  return value < 0 ? '-inf' : '+inf';
}

export function toText(value: Value, write: WriteNumber): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  return typeof value === 'number' ? numberText(value, write) : value.text;
}

export function isTrue(value: Value): boolean {
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return value !== '';
  if (value === undefined) return false;
  const { number } = value;
  return number === undefined ? value.text !== '' : number !== 0;
}

/** The number of a value that is compared as one; undefined is compared as a number with a number. */
function comparable(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (value === undefined) return 0;
  return typeof value === 'string' ? undefined : value.number;
}

export interface Comparing {
  readonly write: WriteNumber;
  readonly ignoresCase: boolean;
}

/** Below, at or above 0. NaN is above all, and equal to itself. */
export function compare(left: Value, right: Value, { write, ignoresCase }: Comparing): number {
  const [a, b] = [comparable(left), comparable(right)];
  if (a !== undefined && b !== undefined) return compareNumbers(a, b);
  const [first, second] = [toText(left, write), toText(right, write)];
  return ignoresCase
    ? compareTexts(first.toLowerCase(), second.toLowerCase())
    : compareTexts(first, second);
}

export function compareNumbers(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  if (Number.isNaN(b)) return -1;
  return a === b ? 0 : a < b ? -1 : 1;
}

const beyond = /[\ud800-\uffff]/;

/** By code point, as bytes of UTF-8 compare. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  if (!beyond.test(a) || !beyond.test(b)) return a < b ? -1 : 1;
  const [first, second] = [Array.from(a), Array.from(b)];
  for (let at = 0; at < first.length && at < second.length; at += 1) {
    const difference = (first[at]?.codePointAt(0) ?? 0) - (second[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return first.length - second.length;
}

const pairs = /[\ud800-\udbff]/;

/** Letters, not units of JavaScript. */
export function lengthOf(text: string): number {
  return pairs.test(text) ? Array.from(text).length : text.length;
}

export function sliceOf(text: string, from: number, to: number): string {
  return pairs.test(text) ? Array.from(text).slice(from, to).join('') : text.slice(from, to);
}
