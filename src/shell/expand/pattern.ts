import type { Piece } from './pieces.ts';
import { checkRisk } from './risk.ts';

/** A pattern as source: what is quoted has a backslash. */
export function patternOf(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => {
      if (piece === 'break') return ' ';
      return piece.quoted ? piece.text.replace(/[^\w\s]/gu, '\\$&') : piece.text;
    })
    .join('');
}

export function hasMagic(pieces: readonly Piece[]): boolean {
  const text = pieces
    .map((piece) => (piece === 'break' || piece.quoted ? 'x' : piece.text))
    .join('');
  return /[*?]|\[.+\]|[+@!]\(/su.test(text);
}

export interface MatchOptions {
  ignoreCase?: boolean | undefined;
  /** Pathnames: no wildcard matches a slash. */
  path?: boolean | undefined;
  /** Wildcards take as little as they can. */
  lazy?: boolean | undefined;
}

const cache = new Map<string, RegExp>();

/** A regular expression that matches all of what the pattern matches. */
export function regexOf(pattern: string, options: MatchOptions = {}): RegExp {
  const key = `${options.ignoreCase ? 'i' : ''}${options.path ? '/' : ''}:${pattern}`;
  let regex = cache.get(key);
  if (!regex) {
    regex = compiled(`^(?:${sourceOf(pattern, options)})$`, options.ignoreCase === true);
    if (cache.size > 500) cache.clear();
    cache.set(key, regex);
  }
  return regex;
}

/** A regular expression from a source made by `sourceOf`. */
export function compiled(source: string, ignoreCase: boolean, flags = ''): RegExp {
  try {
    return new RegExp(source, `su${ignoreCase ? 'i' : ''}${flags}`);
  } catch (error) {
    // A class such as [z-a] matches nothing.
    if (error instanceof SyntaxError) return /[^\s\S]/u;
    throw error;
  }
}

export function matches(text: string, pattern: string, options?: MatchOptions): boolean {
  const regex = regexOf(pattern, options);
  checkRisk(regex.source, text);
  return regex.test(text);
}

const classes: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}\\p{N}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  print: ' -~\\u00a0-\\u{10ffff}',
  graph: '!-~\\u00a1-\\u{10ffff}',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
};

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');

/** Between brackets, a hyphen must be escaped too. */
const escapeInClass = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&');

/** The source of a regular expression for a pattern. */
export function sourceOf(pattern: string, options: MatchOptions): string {
  const any = options.path ? '[^/]' : '[^]';
  const lazy = options.lazy ? '?' : '';
  let source = '';
  for (let at = 0; at < pattern.length;) {
    const char = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
    const group = '?*+@!'.includes(char) ? closingOf(pattern, at + 1) : -1;
    const bracket = char === '[' ? bracketOf(pattern, at) : undefined;
    if (group > 0) {
      source += extendedOf(char, pattern.slice(at + 2, group), options);
      at = group + 1;
    } else if (bracket) {
      source += bracket.source;
      at = bracket.end;
    } else if (char === '\\') {
      source += escape(pattern.charAt(at + 1) || '\\');
      at += 2;
    } else {
      source +=
        char === '*' ? `${any}*${lazy}` : char === '?' ? any.replace('[^]', '.') : escape(char);
      at += char.length;
      if (char === '*')
        while (pattern.charAt(at) === '*' && pattern.charAt(at + 1) !== '(') at += 1;
    }
  }
  return source;
}

function extendedOf(operator: string, body: string, options: MatchOptions): string {
  const inner = alternatives(body)
    .map((one) => sourceOf(one, options))
    .join('|');
  if (operator === '!') {
    const any = options.path ? '[^/]*' : '[^]*';
    return `(?!(?:${inner})(?:$|(?=/)))${any}`;
  }
  return `(?:${inner})${operator === '@' ? '' : `${operator}${options.lazy ? '?' : ''}`}`;
}

/** Splits at the bars that are not inside a group. */
function alternatives(body: string): string[] {
  const result: string[] = [];
  let [from, depth] = [0, 0];
  for (let at = 0; at < body.length; at += 1) {
    const char = body.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    else if (char === '|' && depth === 0) {
      result.push(body.slice(from, at));
      from = at + 1;
    }
  }
  return [...result, body.slice(from)];
}

/** Where the parenthesis that opens at `open` closes, or -1. */
function closingOf(pattern: string, open: number): number {
  if (pattern.charAt(open) !== '(') return -1;
  let depth = 0;
  for (let at = open; at < pattern.length; at += 1) {
    const char = pattern.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '(') depth += 1;
    else if (char === ')') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}

function bracketOf(pattern: string, open: number): { source: string; end: number } | undefined {
  let at = open + 1;
  const isNegated = '!^'.includes(pattern.charAt(at)) && at < pattern.length;
  if (isNegated) at += 1;
  let source = '';
  for (let first = true; at < pattern.length; first = false) {
    const char = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
    if (char === ']' && !first)
      return { source: `[${isNegated ? '^' : ''}${source}]`, end: at + 1 };
    const named = /^\[([:.=])(.+?)\1\]/u.exec(pattern.slice(at, at + 40));
    if (named?.[2] !== undefined) {
      source += named[1] === ':' ? (classes[named[2]] ?? '') : escapeInClass(named[2]);
      at += named[0].length;
    } else if (char === '\\') {
      source += escapeInClass(pattern.charAt(at + 1));
      at += 2;
    } else {
      source +=
        char === '-' && isRange(pattern, at, open + (isNegated ? 2 : 1))
          ? '-'
          : escapeInClass(char);
      at += char.length;
    }
  }
  return undefined;
}

function isRange(pattern: string, at: number, first: number): boolean {
  return at > first && pattern.charAt(at + 1) !== ']' && pattern.charAt(at - 1) !== ']';
}

/** POSIX extended syntax to JavaScript's, for `=~`. */
export function posixRegex(source: string, ignoreCase: boolean): RegExp | undefined {
  let result = '';
  for (let at = 0; at < source.length;) {
    const bracket = source.charAt(at) === '[' ? posixBracket(source, at) : undefined;
    if (bracket) {
      result += bracket.source;
      at = bracket.end;
    } else if (source.charAt(at) === '\\') {
      result += /[bBwWsS<>]/.test(source.charAt(at + 1))
        ? source.slice(at, at + 2).replace(/[<>]/, 'b')
        : escape(source.charAt(at + 1));
      at += 2;
    } else {
      const char = String.fromCodePoint(source.codePointAt(at) ?? 0);
      const isBrace = char === '{' && !/^\{\d*(,\d*)?\}/.test(source.slice(at));
      result += isBrace || char === ']' ? `\\${char}` : char;
      if (char === '}' && !/\{\d*(,\d*)?$/.test(source.slice(0, at))) {
        result = `${result.slice(0, -1)}\\}`;
      }
      at += char.length;
    }
  }
  try {
    return new RegExp(result, ignoreCase ? 'sui' : 'su');
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** In a regular expression, a backslash between brackets means itself. */
export function posixBracket(
  source: string,
  at: number,
): { source: string; end: number } | undefined {
  const end = /^\[\^?\]?(?:\[:\w+:\]|[^\]])*\]/u.exec(source.slice(at))?.[0].length;
  if (end === undefined) return undefined;
  const text = source.slice(at, at + end).replaceAll('\\', '\\\\');
  const bracket = bracketOf(text.replace(/^\[!/, '[\\!'), 0);
  return bracket && { source: bracket.source, end: at + end };
}
