import { isRisky } from '#shell/expand/risk.ts';
import { notSimulated } from './problems.ts';
import { RegexMachine } from './regex-machine.ts';
import { parseRegex, plainRegex, scriptOf, type Regex } from './regex-parse.ts';
import { lengthOf } from './values.ts';

export interface Match {
  readonly start: number;
  readonly end: number;
}

/** Where a group took part. */
export type Groups = readonly (Match | undefined)[];

/**
 * A regular expression of awk. JavaScript's engine is used where it finds what POSIX asks for, and soon; ours where a
 * longer match might be missed, or where it might take for ever.
 */
export class AwkRegex {
  readonly source: string;
  readonly #regex: Regex;
  readonly #ignoresCase: boolean;
  readonly #isRisky: boolean;
  readonly #isGreedy: boolean;
  readonly #test: RegExp;
  readonly #find: RegExp;
  #machine: RegexMachine | undefined;

  /** `warn` is told of escapes that mean nothing. Throws a `RegexProblem`. */
  constructor(source: string, ignoresCase: boolean, warn: (message: string) => void) {
    this.source = source;
    this.#ignoresCase = ignoresCase;
    this.#regex = parseRegex(plainRegex(source, warn));
    const script = scriptOf(this.#regex);
    this.#isRisky = isRisky(script);
    this.#isGreedy = isGreedy(this.#regex);
    const flags = ignoresCase ? 'sui' : 'su';
    this.#test = new RegExp(script, flags);
    this.#find = new RegExp(script, `${flags}g`);
  }

  test(text: string): boolean {
    return this.#isRisky ? this.#own.find(text, 0) !== undefined : this.#test.test(text);
  }

  /** The leftmost longest match from a place. */
  find(text: string, from = 0): Match | undefined {
    if (this.#isRisky) return this.#own.find(text, from);
    this.#find.lastIndex = from;
    const found = this.#find.exec(text);
    if (!found) return undefined;
    if (!this.#isGreedy) return this.#own.find(text, found.index, false);
    return { start: found.index, end: found.index + found[0].length };
  }

  /** What each group of a match that was found took. */
  groups(text: string, { start, end }: Match): Groups {
    if (this.#isRisky && end - start > 25)
      notSimulated('une répétition dans une répétition, sur un texte long,');
    // Of the ways to match, one that ends where the longest does.
    const left = lengthOf(text.slice(end));
    const regex = new RegExp(
      `(?:${scriptOf(this.#regex)})(?=[^]{${left}}$)`,
      `${this.#test.flags}yd`,
    );
    regex.lastIndex = start;
    const { indices } = regex.exec(text) ?? {};
    return (indices ?? []).map((range: [number, number] | undefined) =>
      range === undefined ? undefined : { start: range[0], end: range[1] },
    );
  }

  get #own(): RegexMachine {
    this.#machine ??= new RegexMachine(this.#regex, this.#ignoresCase);
    return this.#machine;
  }
}

/** Whether what JavaScript finds first is the longest: one part at most may take more or less, and no choice is made. */
function isGreedy(regex: Regex): boolean {
  return freedom(regex) <= 1;
}

function freedom(regex: Regex): number {
  switch (regex.type) {
    case 'one':
    case 'at':
      return 0;
    case 'all':
      return apart(regex.parts) ? 0 : regex.parts.reduce((sum, part) => sum + freedom(part), 0);
    case 'any':
      return regex.choices.every(isLetter) ? 0 : 2;
    case 'group':
      return freedom(regex.body);
    case 'repeat':
      return regex.least === regex.most
        ? freedom(regex.body) * 2
        : freedom(regex.body) === 0 && isLetter(inside(regex.body))
          ? 1
          : 2;
  }
}

const inside = (regex: Regex): Regex => (regex.type === 'group' ? inside(regex.body) : regex);

function isLetter(regex: Regex): boolean {
  if (regex.type === 'all') return regex.parts.length === 1 && regex.parts.every(isLetter);
  if (regex.type === 'any') return regex.choices.every(isLetter);
  return regex.type === 'one' || (regex.type === 'group' && isLetter(regex.body));
}

/** Letters and repeated letters of which none can be taken for the one that follows: there is one way to match. */
function apart(parts: readonly Regex[]): boolean {
  const sets = parts.map((part) => (part.type === 'repeat' ? part.body : part));
  return sets.every((set, i) => {
    const part = parts[i];
    if (set.type === 'at') return true;
    if (set.type !== 'one') return false;
    if (part?.type !== 'repeat' || part.least === part.most) return true;
    // Up to the next part that must be there.
    for (let at = i + 1; at < parts.length; at += 1) {
      const [next, following] = [sets[at], parts[at]];
      if (next?.type === 'at') continue;
      if (next?.type !== 'one' || !areApart(set.source, next.source)) return false;
      if (following?.type !== 'repeat' || following.least > 0) return true;
    }
    return true;
  });
}

const letters = Array.from({ length: 127 }, (_, code) => String.fromCharCode(code));

function areApart(a: string, b: string): boolean {
  if (a === '.' || b === '.' || (a.startsWith('[^') && b.startsWith('[^'))) return false;
  const [first, second] = [new RegExp(`^${a}$`, 'su'), new RegExp(`^${b}$`, 'su')];
  const samples = [...letters, 'é', 'É', '√', '5', '\u3042'];
  return !samples.some((letter) => first.test(letter) && second.test(letter));
}
