import { FindError } from './find-error.ts';
import { actions, print } from './actions.ts';
import { tests } from './tests.ts';
import type { Predicate, Walk, WalkOptions } from './walk.ts';

export interface FindExpression extends WalkOptions {
  decide: Predicate;
  warnings: readonly string[];
  /** Done at the end, as with what `-exec … +` has gathered. */
  last: readonly Ending[];
}

type Ending = (walk: Walk) => Promise<void>;

/** What those who read a test or an action know, and may ask for. */
export interface Surroundings {
  now: number;
  /** Undefined where there is no such file. */
  modified: (name: string) => number | undefined;
  atEnd: (work: Ending) => void;
  warn: (text: string) => void;
}

/** A test or an action, by its name without the dash: it takes what it needs from the words. */
export type Maker = (words: FindWords, surroundings: Surroundings) => Predicate;

class FindWords {
  #at = 0;
  readonly #words: readonly string[];
  constructor(words: readonly string[]) {
    this.#words = words;
  }

  peek(): string | undefined {
    return this.#words[this.#at];
  }

  next(): string | undefined {
    this.#at += 1;
    return this.#words[this.#at - 1];
  }

  /** The argument of the word that was just read. */
  argument(): string {
    const name = this.#words[this.#at - 1] ?? '';
    const value = this.next();
    if (value === undefined) throw new FindError(`missing argument to \`${name}'`);
    return value;
  }

  /** All of the words up to the one for which it holds, which is taken too. */
  until(isEnd: (word: string, before: string | undefined) => boolean): string[] {
    const name = this.#words[this.#at - 1] ?? '';
    const taken: string[] = [];
    for (let word = this.next(); word !== undefined; word = this.next()) {
      if (isEnd(word, taken.at(-1))) {
        if (taken.length === 0) throw new FindError(`invalid argument \`${word}' to \`${name}'`);
        return [...taken, word];
      }
      taken.push(word);
    }
    throw new FindError(`missing argument to \`${name}'`);
  }
}

const ignored = new Set(
  'noleaf warn nowarn ignore_readdir_race noignore_readdir_race follow mount xdev'.split(' '),
);

/** Those of findutils that the course has no true answer for. */
const notHere = new Set(
  'ls fls fprint fprint0 fprintf ok okdir execdir context used samefile inum links xtype regextype regex iregex files0-from amin anewer atime cmin cnewer ctime newermt newerXY daystart fstype gid group uid user nogroup nouser lname ilname'.split(
    ' ',
  ),
);

export function parseFind(
  words: readonly string[],
  surroundings: Pick<Surroundings, 'now' | 'modified'>,
): FindExpression {
  const parser = new Parser(words, surroundings);
  return parser.all();
}

class Parser {
  readonly #words: FindWords;
  readonly #surroundings: Surroundings;
  readonly #warnings: string[] = [];
  readonly #endings: Ending[] = [];
  #least = 0;
  #most = Infinity;
  #isDepthFirst = false;
  #acts = false;
  /** The last test or action that was read, which a global option should not follow. */
  #lastTest: string | undefined;
  #last: string | undefined;

  constructor(words: readonly string[], surroundings: Pick<Surroundings, 'now' | 'modified'>) {
    this.#words = new FindWords(words);
    this.#surroundings = {
      ...surroundings,
      atEnd: (work) => void this.#endings.push(work),
      warn: (text) => void this.#warnings.push(text),
    };
  }

  all(): FindExpression {
    const given = this.#words.peek() === undefined ? () => true : this.#list();
    if (this.#words.peek() === ')') throw new FindError("you have too many ')'");
    const decide: Predicate = this.#acts
      ? given
      : async (entry, walk) => (await given(entry, walk)) && print(entry, walk);
    return {
      decide,
      least: this.#least,
      most: this.#most,
      isDepthFirst: this.#isDepthFirst,
      warnings: this.#warnings,
      last: this.#endings,
    };
  }

  #list(): Predicate {
    let left = this.#either();
    while (this.#words.peek() === ',') {
      const right = this.#right(() => this.#either());
      const before = left;
      left = async (entry, walk) => {
        await before(entry, walk);
        return right(entry, walk);
      };
    }
    return left;
  }

  #either(): Predicate {
    let left = this.#both();
    while (/^-o(?:r)?$/u.test(this.#words.peek() ?? '')) {
      const right = this.#right(() => this.#both());
      const before = left;
      left = async (entry, walk) => (await before(entry, walk)) || right(entry, walk);
    }
    return left;
  }

  #both(): Predicate {
    let left = this.#one();
    for (let word = this.#words.peek(); word !== undefined; word = this.#words.peek()) {
      if (/^(?:\)|,|-or?)$/u.test(word)) break;
      const right = /^-a(?:nd)?$/u.test(word) ? this.#right(() => this.#one()) : this.#one();
      const before = left;
      left = async (entry, walk) => (await before(entry, walk)) && right(entry, walk);
    }
    return left;
  }

  /** What must follow an operator. */
  #right(parse: () => Predicate): Predicate {
    const operator = this.#words.next() ?? '';
    const next = this.#words.peek();
    if (next === undefined)
      throw new FindError(
        this.#acts ? 'invalid expression' : `expected an expression after '${operator}'`,
      );
    if (next === ')') throw new FindError(`expected an expression between '${operator}' and ')'`);
    return parse();
  }

  #one(): Predicate {
    const word = this.#words.peek() ?? '';
    if (word === '!' || word === '-not') {
      const denied = this.#right(() => this.#one());
      return async (entry, walk) => !(await denied(entry, walk));
    }
    this.#words.next();
    if (word === '(') return this.#group();
    if (/^(?:-or?|-a(?:nd)?|,)$/u.test(word))
      throw new FindError(
        `invalid expression; you have used a binary operator '${word}' with nothing before it.`,
      );
    if (word === ')') throw new FindError("you have too many ')'");
    if (!word.startsWith('-')) {
      const isThere = this.#surroundings.modified(word) !== undefined && this.#last !== undefined;
      const hint = `\nfind: possible unquoted pattern after predicate \`${this.#last ?? ''}'?`;
      throw new FindError(`paths must precede expression: \`${word}'${isThere ? hint : ''}`);
    }
    return this.#named(word);
  }

  #group(): Predicate {
    if (this.#words.peek() === ')')
      throw new FindError('invalid expression; empty parentheses are not allowed.');
    if (this.#words.peek() === undefined)
      throw new FindError(
        "invalid expression; expected to find a ')' but didn't see one. Perhaps you need an extra predicate after '('",
      );
    const inner = this.#list();
    if (this.#words.next() !== ')')
      throw new FindError(
        "invalid expression; I was expecting to find a ')' somewhere but did not see one.",
      );
    return inner;
  }

  #named(word: string): Predicate {
    const name = word.slice(1);
    if (this.#option(word, name)) {
      this.#last = word;
      return () => true;
    }
    if (notHere.has(name))
      throw new FindError(`maillage: « find ${word} » n’est pas simulé dans ce cours`);
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    const make = action ?? (Object.hasOwn(tests, name) ? tests[name] : undefined);
    if (!make) throw new FindError(`unknown predicate \`${word}'`);
    if (name === 'delete') this.#isDepthFirst = true;
    if (action && name !== 'prune') this.#acts = true;
    const made = make(this.#words, this.#surroundings);
    this.#last = word;
    this.#lastTest ??= word;
    return made;
  }

  /** Reads one that is for the whole walk, wherever it stands. */
  #option(word: string, name: string): boolean {
    if (ignored.has(name)) return true;
    if (!['maxdepth', 'mindepth', 'depth', 'd'].includes(name)) return false;
    if (this.#lastTest !== undefined)
      this.#warnings.push(
        `you have specified the global option ${word} after the argument ${this.#lastTest}, but global options are not positional, i.e., ${word} affects tests specified before it as well as those specified after it.  Please specify global options before other arguments.`,
      );
    if (name === 'depth' || name === 'd') this.#isDepthFirst = true;
    else {
      const value = this.#words.argument();
      if (!/^\d+$/u.test(value))
        throw new FindError(
          `Expected a positive decimal integer argument to ${word}, but got ‘${value}’`,
        );
      if (name === 'maxdepth') this.#most = Number(value);
      else this.#least = Number(value);
    }
    return true;
  }
}
