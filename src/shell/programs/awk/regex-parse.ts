import { posixBracket } from '#shell/expand/pattern.ts';
import { replaceEscapes } from './escapes.ts';

/** A regular expression, read: what both the engine of JavaScript and ours are made from. */
export type Regex =
  /** One character: `source` matches it in JavaScript. */
  | { readonly type: 'one'; readonly source: string }
  | { readonly type: 'at'; readonly place: Place }
  | { readonly type: 'all'; readonly parts: readonly Regex[] }
  | { readonly type: 'any'; readonly choices: readonly Regex[] }
  | { readonly type: 'group'; readonly body: Regex }
  | {
      readonly type: 'repeat';
      readonly body: Regex;
      readonly least: number;
      /** Infinity for no end. */
      readonly most: number;
    };

export type Place = 'start' | 'end' | 'word start' | 'word end' | 'word edge' | 'no word edge';

/** What regcomp(3) says of an expression that it refuses. */
export class RegexProblem extends Error {
  override name = 'RegexProblem';
}

const places: Readonly<Record<string, Place>> = {
  '`': 'start',
  "'": 'end',
  '<': 'word start',
  '>': 'word end',
  y: 'word edge',
  B: 'no word edge',
};

const word = '[\\p{L}\\p{N}_]';
const additions: Readonly<Record<string, string>> = {
  w: word,
  W: '[^\\p{L}\\p{N}_]',
  s: '[\\t-\\r ]',
  S: '[^\\t-\\r ]',
};

const mostCopies = 32_767;

/**
 * What stands for one character is that character from then on: `\052` is a star that repeats. `warn` is told of
 * letters whose backslash means nothing.
 */
export function plainRegex(source: string, warn: (message: string) => void): string {
  return replaceEscapes(source, (next) => {
    if (next === '8' || next === '9') {
      warn(`warning: regexp escape sequence \`\\${next}' treated as plain \`${next}'`);
      return next;
    }
    if (next !== '' && !"<>`'BywWsS{}()|*+?.^$\\[]/-".includes(next))
      warn(`warning: regexp escape sequence \`\\${next}' is not a known regexp operator`);
    return `\\${next}`;
  });
}

/** Reads an expression of which escapes are already replaced. Throws a `RegexProblem`. */
export function parseRegex(source: string): Regex {
  const parser = new Parser(source);
  return parser.whole();
}

class Parser {
  readonly #source: string;
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  whole(): Regex {
    return this.#choice();
  }

  #choice(): Regex {
    const choices = [this.#sequence()];
    while (this.#take('|')) choices.push(this.#sequence());
    const [only] = choices;
    return choices.length === 1 && only ? only : { type: 'any', choices };
  }

  #take(text: string): boolean {
    const isThere = this.#source.startsWith(text, this.#at);
    if (isThere) this.#at += text.length;
    return isThere;
  }

  #sequence(): Regex {
    const parts: Regex[] = [];
    while (this.#at < this.#source.length) {
      const next = this.#source.charAt(this.#at);
      if (next === '|' || (next === ')' && this.#depth > 0)) break;
      const one = this.#one();
      parts.push(one.type === 'at' ? one : this.#repeated(one));
    }
    return { type: 'all', parts };
  }

  #repeated(first: Regex): Regex {
    let body = first;
    for (;;) {
      const times = this.#times();
      if (!times) return body;
      body = { type: 'repeat', body, ...times };
    }
  }

  #times(): { least: number; most: number } | undefined {
    if (this.#take('*')) return { least: 0, most: Infinity };
    if (this.#take('+')) return { least: 1, most: Infinity };
    if (this.#take('?')) return { least: 0, most: 1 };
    const [whole, from = '', comma, to = ''] =
      /^\{(\d*)(?:(,)(\d*))?\}/u.exec(this.#source.slice(this.#at)) ?? [];
    // A brace that says no number of times is a letter.
    if (whole === undefined || (from === '' && comma === undefined)) return undefined;
    this.#at += whole.length;
    const least = Number(from || 0);
    const most = comma === undefined ? least : to === '' ? Infinity : Number(to);
    if (least > most) throw new RegexProblem('Invalid content of \\{\\}');
    if (least > mostCopies || (most > mostCopies && most < Infinity))
      throw new RegexProblem('Regular expression too big');
    return { least, most };
  }

  #one(): Regex {
    const letter = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    if (letter === '[') return this.#bracket();
    this.#at += letter.length;
    switch (letter) {
      case '(':
        return this.#group();
      case '^':
        return { type: 'at', place: 'start' };
      case '$':
        return { type: 'at', place: 'end' };
      case '.':
        return { type: 'one', source: '.' };
      case '\\':
        return this.#escaped();
      default:
        return { type: 'one', source: literal(letter) };
    }
  }

  #group(): Regex {
    this.#depth += 1;
    const body = this.#choice();
    if (!this.#take(')')) throw new RegexProblem('Unmatched ( or \\(');
    this.#depth -= 1;
    return { type: 'group', body };
  }

  #escaped(): Regex {
    if (this.#at >= this.#source.length) throw new RegexProblem('Trailing backslash');
    const letter = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    this.#at += letter.length;
    const place = places[letter];
    if (place) return { type: 'at', place };
    return { type: 'one', source: additions[letter] ?? literal(letter) };
  }

  #bracket(): Regex {
    const bracket = /^\[\^?\]?(?:\[:[^\]]*:\]|\[\.[^\]]*\.\]|\[=[^\]]*=\]|\\[^]|[^\]\\])*\]/u.exec(
      this.#source.slice(this.#at),
    )?.[0];
    if (bracket === undefined)
      throw new RegexProblem(
        this.#source.slice(this.#at) === '['
          ? 'Invalid regular expression'
          : 'Unmatched [, [^, [:, [., or [=',
      );
    this.#at += bracket.length;
    const isNegated = bracket.startsWith('[^');
    const items = itemsOf(bracket.slice(isNegated ? 2 : 1, -1));
    return { type: 'one', source: `[${isNegated ? '^' : ''}${items}]` };
  }
}

/** What stands between brackets, as JavaScript writes it. */
function itemsOf(body: string): string {
  let result = '';
  let before: string | undefined;
  const found = [...body.matchAll(/\[([:.=])([^\]]*)\1\]|\\([^])|[^]/gu)];
  for (let at = 0; at < found.length; at += 1) {
    const [whole = '', kind, name = '', escaped] = found[at] ?? [];
    if (kind === ':') {
      result += classOf(name);
      before = undefined;
      continue;
    }
    const letter = kind === undefined ? (escaped ?? whole) : name;
    const next = found[at + 1];
    if (whole === '-' && before !== undefined && next && next[1] !== ':') {
      const end = next[1] === undefined ? (next[3] ?? next[0]) : (next[2] ?? '');
      if ((before.codePointAt(0) ?? 0) > (end.codePointAt(0) ?? 0))
        throw new RegexProblem('Invalid range end');
      result += `-${inBracket(end)}`;
      at += 1;
      before = undefined;
      continue;
    }
    if (Array.from(letter).length !== 1) throw new RegexProblem('Invalid collation character');
    result += inBracket(letter);
    before = letter;
  }
  return result;
}

const classes = new Set(
  'alnum alpha blank cntrl digit graph lower print punct space upper xdigit'.split(' '),
);

function classOf(name: string): string {
  if (!classes.has(name)) throw new RegexProblem('Invalid character class name');
  if (name === 'space') return '\\t-\\r ';
  return posixBracket(`[[:${name}:]]`, 0)?.source.slice(1, -1) ?? '';
}

const inBracket = (letter: string): string => letter.replace(/[\\^$.*+?()[\]{}|/-]/u, '\\$&');

const literal = (letter: string): string => letter.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&');

const scripts: Readonly<Record<Place, string>> = {
  start: '^',
  end: '$',
  'word start': `(?<!${word})(?=${word})`,
  'word end': `(?<=${word})(?!${word})`,
  'word edge': `(?:(?<!${word})(?=${word})|(?<=${word})(?!${word}))`,
  'no word edge': `(?:(?<!${word})(?!${word})|(?<=${word})(?=${word}))`,
};

/** The same expression in JavaScript: groups keep their numbers. */
export function scriptOf(regex: Regex): string {
  switch (regex.type) {
    case 'one':
      return regex.source;
    case 'at':
      return scripts[regex.place];
    case 'all':
      return regex.parts.map(scriptOf).join('');
    case 'any':
      return `(?:${regex.choices.map(scriptOf).join('|')})`;
    case 'group':
      return `(${scriptOf(regex.body)})`;
    case 'repeat': {
      const { body, least, most } = regex;
      const times = most === Infinity ? `{${least},}` : `{${least},${most}}`;
      const short = { '{0,}': '*', '{1,}': '+', '{0,1}': '?' }[times] ?? times;
      return `${body.type === 'repeat' ? `(?:${scriptOf(body)})` : scriptOf(body)}${short}`;
    }
  }
}
