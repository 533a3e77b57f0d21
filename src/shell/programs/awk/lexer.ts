import { unescapeText } from './escapes.ts';
import { numberOf } from './values.ts';
import type { Source } from './source.ts';
import { arities, keywords } from './words.ts';

export type TokenType =
  | 'newline'
  | 'eof'
  /** An operator or a keyword: its text tells which. */
  | 'sign'
  | 'name'
  /** A name with its parenthesis right after it. */
  | 'call'
  | 'builtin'
  | 'number'
  | 'text';

export interface Token {
  readonly type: TokenType;
  readonly text: string;
  readonly at: number;
  readonly value?: number | string;
}

const signs =
  /&&|\|\||\|&|\*\*=|\*\*|\+=|-=|\*=|\/=|%=|\^=|\+\+|--|==|!=|!~|<=|>=|>>|[-+*/%^!<>=~?:,;$()[\]{}|&@.]/uy;
const number = /0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/uy;
const name = /[A-Za-z_]\w*/uy;

/** Tokens of a program, one by one: what a sign means may depend on what was read before. */
export class Lexer {
  readonly source: Source;
  /** Told of escapes that mean nothing. */
  readonly #warn: (message: string, at: number) => void;
  #at = 0;
  #last: Token | undefined;
  #hasEndedLine = false;
  #questions = 0;

  constructor(source: Source, warn: (message: string, at: number) => void) {
    this.source = source;
    this.#warn = warn;
  }

  next(): Token {
    const token = this.#next();
    this.#last = token;
    return token;
  }

  #next(): Token {
    const { text } = this.source;
    this.#skipBlanks();
    const at = this.#at;
    const letter = text.charAt(at);
    if (letter === '') return this.#end(at);
    if (letter === '\n') {
      this.#at += 1;
      return { type: 'newline', text: '\n', at };
    }
    // A brace ends the statement before it, as a newline does.
    if (letter === '}' && !this.#hasEndedLine) {
      this.#hasEndedLine = true;
      return { type: 'newline', text: '}', at };
    }
    this.#hasEndedLine = false;
    if (letter === '"') return this.#text(at);
    const digits = this.#match(number);
    if (digits !== undefined) return { type: 'number', text: digits, at, value: valueOf(digits) };
    const word = this.#match(name);
    if (word !== undefined) return this.#word(word, at);
    const sign = this.#match(signs);
    if (sign !== undefined) return this.#sign(sign, at);
    return this.source.fail(`invalid char '${letter}' in expression`, at);
  }

  #end(at: number): Token {
    return { type: 'eof', text: '', at };
  }

  #skipBlanks(): void {
    const { text } = this.source;
    for (;;) {
      const letter = text.charAt(this.#at);
      if (letter === ' ' || letter === '\t' || letter === '\r') this.#at += 1;
      else if (letter === '\\') {
        const [whole] = /^\\\r?\n/u.exec(text.slice(this.#at, this.#at + 3)) ?? [];
        if (whole === undefined) this.source.fail('backslash not last character on line', this.#at);
        this.#at += whole.length;
      } else if (letter === '#') {
        const end = text.indexOf('\n', this.#at);
        this.#at = end < 0 ? text.length : end;
      } else return;
    }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.source.text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #text(at: number): Token {
    const { text } = this.source;
    let end = at + 1;
    while (text.charAt(end) !== '"') {
      if (text.charAt(end) === '' || text.charAt(end) === '\n')
        this.source.fail('unterminated string', at);
      end += text.charAt(end) === '\\' ? 2 : 1;
    }
    this.#at = end + 1;
    const raw = text.slice(at + 1, end);
    const value = unescapeText(raw, (message) => {
      this.#warn(message, end);
    });
    return { type: 'text', text: text.slice(at, end + 1), at, value };
  }

  #word(word: string, at: number): Token {
    if (keywords.has(word)) return { type: 'sign', text: word === 'func' ? 'function' : word, at };
    if (arities.has(word)) return { type: 'builtin', text: word, at };
    if (this.source.text.startsWith('::', this.#at))
      this.source.fail('maillage: les espaces de noms ne sont pas simulés dans ce cours', at);
    const isCall = this.source.text.charAt(this.#at) === '(';
    return { type: isCall ? 'call' : 'name', text: word, at };
  }

  #sign(sign: string, at: number): Token {
    if (sign === '?') this.#questions += 1;
    if (sign === '?' || (sign === ':' && this.#questions > 0)) this.#skipNewlines();
    if (sign === ':' && this.#questions > 0) this.#questions -= 1;
    if (sign === '&&' || sign === '||') this.#skipNewlines();
    const usual = { '**': '^', '**=': '^=' }[sign] ?? sign;
    return { type: 'sign', text: usual, at };
  }

  #skipNewlines(): void {
    for (;;) {
      this.#skipBlanks();
      if (this.source.text.charAt(this.#at) !== '\n') return;
      this.#at += 1;
    }
  }

  /** A regular expression, of which the token is the first slash (or a slash with `=`). */
  regex(token: Token): string {
    const { text } = this.source;
    const start = token.at + 1;
    let at = start;
    let depth = 0;
    let opened = -1;
    for (;;) {
      const letter = text.charAt(at);
      if (letter === '' || letter === '\n') {
        if (at === start) this.source.fail('unexpected newline or end of string', at);
        this.source.fail('unterminated regexp', start);
      }
      if (letter === '/' && depth === 0) break;
      if (letter === '\\') {
        // The newline after a last backslash goes on with the expression, and there is none.
        if (at + 2 >= text.length) this.source.fail('unterminated regexp', start);
        at += 2;
        continue;
      }
      if (letter === '[' && (depth === 0 || text.charAt(at + 1) === ':')) {
        depth += 1;
        if (depth === 1) opened = at;
      } else if (letter === ']' && depth > 0) {
        const isFirst = at === opened + 1 || (at === opened + 2 && text.charAt(at - 1) === '^');
        if (!isFirst) depth -= 1;
      }
      at += 1;
    }
    this.#at = at + 1;
    return text.slice(start, at).replace(/\\\n/gu, '');
  }

  /** The one before the current token. */
  get last(): Token | undefined {
    return this.#last;
  }
}

/** Numbers of a program may be octal and hexadecimal; those of its input may not. */
function valueOf(digits: string): number {
  if (/^0[xX]/u.test(digits)) return Number(digits);
  return /^0[0-7]+$/u.test(digits) ? Number.parseInt(digits, 8) : numberOf(digits);
}
