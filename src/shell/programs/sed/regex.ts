import { posixBracket } from '#shell/expand/pattern.ts';

export interface Flavour {
  /** -E: operators have no backslash. */
  isExtended: boolean;
  ignoresCase: boolean;
  /** `M`: `^` and `$` match at each line of the pattern space. */
  isMultiline: boolean;
}

/** What regcomp(3) says of an expression that it refuses. */
export class RegexError extends Error {
  override name = 'RegexError';
}

/** A POSIX regular expression with GNU's additions, as JavaScript's. Throws a `RegexError`. */
export function compileRegex(source: string, flavour: Flavour): RegExp {
  const translated = translate(source, flavour.isExtended);
  try {
    return new RegExp(
      translated,
      `su${flavour.ignoresCase ? 'i' : ''}${flavour.isMultiline ? 'm' : ''}`,
    );
  } catch (error) {
    if (error instanceof SyntaxError) throw new RegexError('Invalid preceding regular expression');
    throw error;
  }
}

/** How many groups an expression has. */
export function groupsOf(regex: RegExp): number {
  return (new RegExp(`${regex.source}|`, regex.flags).exec('')?.length ?? 1) - 1;
}

/** GNU's own escapes. */
const additions: Readonly<Record<string, string>> = {
  b: '\\b',
  B: '\\B',
  w: '\\w',
  W: '\\W',
  s: '\\s',
  S: '\\S',
  '<': '\\b(?=\\w)',
  '>': '\\b(?<=\\w)',
  '`': '(?<![\\s\\S])',
  "'": '(?![\\s\\S])',
  n: '\\n',
};

const operators = new Set('(){}|+?');
const classes = new Set(
  'alnum alpha blank cntrl digit graph lower print punct space upper xdigit'.split(' '),
);

function translate(source: string, isExtended: boolean): string {
  let result = '';
  let depth = 0;
  /** Nothing yet that a repetition could repeat. */
  let isStart = true;
  let at = 0;
  const put = (text: string, startsAgain = false): void => {
    result += text;
    isStart = startsAgain;
  };
  const operator = (letter: string): void => {
    if (letter === '(') {
      depth += 1;
      put('(', true);
    } else if (letter === ')') {
      if (depth === 0) throw new RegexError('Unmatched ) or \\)');
      depth -= 1;
      put(')');
    } else if (letter === '|') put('|', true);
    else if (letter === '{') at = interval(at);
    else if (letter === '}') put('\\}');
    else if (isStart && isExtended) put(`\\${letter}`);
    else put(letter);
  };
  /** `{2,3}`, its first brace read; the place after it. */
  const interval = (from: number): number => {
    const [whole, least = '', most = ''] =
      (isExtended ? /^(\d*)(,?\d*)\}/u : /^(\d*)(,?\d*)\\\}/u).exec(source.slice(from)) ?? [];
    if (whole === undefined) throw new RegexError('Unmatched \\{');
    if (isStart) throw new RegexError('Invalid preceding regular expression');
    if (/^,\d/u.test(most) && Number(least) > Number(most.slice(1)))
      throw new RegexError('Invalid content of \\{\\}');
    put(`{${least === '' ? '0' : least}${most}}`);
    return from + whole.length;
  };
  while (at < source.length) {
    const letter = String.fromCodePoint(source.codePointAt(at) ?? 0);
    const bracket = letter === '[' ? bracketAt(source, at) : undefined;
    if (bracket) {
      at = bracket.end;
      put(bracket.source);
      continue;
    }
    at += letter.length;
    if (letter === '[') throw new RegexError('Unmatched [, [^, [:, [., or [=');
    if (letter === '\\') {
      const escaped = String.fromCodePoint(source.codePointAt(at) ?? 0x5c);
      if (at >= source.length) throw new RegexError('Trailing backslash');
      at += escaped.length;
      if (/[1-9]/u.test(escaped)) put(`\\${escaped}(?:)`);
      else if (operators.has(escaped) && !isExtended) operator(escaped);
      else put(additions[escaped] ?? literal(escaped));
    } else if (isExtended && operators.has(letter)) operator(letter);
    else if (letter === '*') put(isStart ? '\\*' : '*');
    else if (letter === '^') put(isExtended || isStart ? '^' : '\\^', isExtended || isStart);
    else if (letter === '$') put(isExtended || endsThere(source, at) ? '$' : '\\$');
    else put(letter === '.' ? '.' : literal(letter));
  }
  if (depth > 0) throw new RegexError('Unmatched ( or \\(');
  return result;
}

function bracketAt(source: string, at: number): ReturnType<typeof posixBracket> {
  const bracket = posixBracket(source, at);
  const [, name] = /\[:(\w*):\]/u.exec(source.slice(at, bracket?.end ?? at)) ?? [];
  if (name !== undefined && !classes.has(name))
    throw new RegexError('Invalid character class name');
  return bracket;
}

/** In a basic expression `$` is an anchor only where something ends. */
function endsThere(source: string, at: number): boolean {
  return at === source.length || /^\\[)|]/u.test(source.slice(at));
}

function literal(letter: string): string {
  return letter.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&');
}
