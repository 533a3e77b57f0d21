/**
 * RE2's syntax (github.com/google/re2/wiki/Syntax) as a tree. What RE2 refuses (backreferences, look-around, more than 1,000
 * repetitions) throws a SyntaxError.
 */
export type RegexNode =
  | { readonly type: 'empty' }
  | { readonly type: 'one'; readonly accepts: (point: number) => boolean }
  | { readonly type: 'assert'; readonly assertion: Assertion }
  | { readonly type: 'sequence' | 'either'; readonly parts: readonly RegexNode[] }
  | { readonly type: 'group'; readonly index: number; readonly part: RegexNode }
  | {
      readonly type: 'repeat';
      readonly part: RegexNode;
      readonly least: number;
      readonly most: number;
      readonly isGreedy: boolean;
    };

export type Assertion =
  'text-start' | 'text-end' | 'line-start' | 'line-end' | 'boundary' | 'not-boundary';

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly U: boolean;
}

interface Parser {
  readonly source: string;
  at: number;
  groups: number;
  flags: Flags;
}

type Accepts = (point: number) => boolean;

export function parseRegex(source: string): { root: RegexNode; groups: number } {
  const parser: Parser = {
    source,
    at: 0,
    groups: 0,
    flags: { i: false, m: false, s: false, U: false },
  };
  const root = parseEither(parser);
  if (parser.at < source.length) throw new SyntaxError('unexpected )');
  return { root, groups: parser.groups };
}

function peek(parser: Parser): string {
  return parser.source.slice(parser.at, parser.at + 1);
}

function eat(parser: Parser, text: string): boolean {
  if (!parser.source.startsWith(text, parser.at)) return false;
  parser.at += text.length;
  return true;
}

function parseEither(parser: Parser): RegexNode {
  const outer = parser.flags;
  const parts = [parseSequence(parser)];
  while (eat(parser, '|')) parts.push(parseSequence(parser));
  parser.flags = outer;
  const [only] = parts;
  return parts.length === 1 && only ? only : { type: 'either', parts };
}

function parseSequence(parser: Parser): RegexNode {
  const parts: RegexNode[] = [];
  while (parser.at < parser.source.length && peek(parser) !== '|' && peek(parser) !== ')') {
    if (eat(parser, String.raw`\Q`)) parts.push(...parseQuoted(parser));
    else parts.push(parseRepeated(parser));
  }
  return parts.length === 0 ? { type: 'empty' } : { type: 'sequence', parts };
}

function parseQuoted(parser: Parser): RegexNode[] {
  const end = parser.source.indexOf(String.raw`\E`, parser.at);
  const text = parser.source.slice(parser.at, end < 0 ? undefined : end);
  parser.at = end < 0 ? parser.source.length : end + 2;
  return Array.from(text).map((letter) => literal(letter, parser.flags));
}

function parseRepeated(parser: Parser): RegexNode {
  let node = parseAtom(parser);
  for (let bounds = parseBounds(parser); bounds; bounds = parseBounds(parser)) {
    const [least, most] = bounds;
    const isGreedy = eat(parser, '?') === parser.flags.U;
    node = { type: 'repeat', part: node, least, most, isGreedy };
  }
  return node;
}

function parseBounds(parser: Parser): readonly [number, number] | undefined {
  if (eat(parser, '*')) return [0, Infinity];
  if (eat(parser, '+')) return [1, Infinity];
  if (eat(parser, '?')) return [0, 1];
  const braces = /^\{(\d+)(,?)(\d*)\}/.exec(parser.source.slice(parser.at, parser.at + 16));
  if (!braces) return undefined;
  parser.at += braces[0].length;
  const least = Number(braces[1]);
  const open = braces[2] === ',' ? Infinity : least;
  const most = braces[3] ? Number(braces[3]) : open;
  if (least > 1000 || (most > 1000 && most !== Infinity) || most < least)
    throw new SyntaxError('bad repetition operator');
  return [least, most];
}

function parseAtom(parser: Parser): RegexNode {
  const point = parser.source.codePointAt(parser.at) ?? 0;
  const letter = String.fromCodePoint(point);
  parser.at += letter.length;
  const { m, s } = parser.flags;
  switch (letter) {
    case '(':
      return parseGroup(parser);
    case '[':
      return { type: 'one', accepts: parseClass(parser) };
    case '.':
      return { type: 'one', accepts: s ? () => true : (other) => other !== 10 };
    case '^':
      return { type: 'assert', assertion: m ? 'line-start' : 'text-start' };
    case '$':
      return { type: 'assert', assertion: m ? 'line-end' : 'text-end' };
    case '*':
    case '+':
    case '?':
      throw new SyntaxError('no argument for repetition operator');
    case '\\':
      return parseEscape(parser);
    default:
      return literal(letter, parser.flags);
  }
}

function parseGroup(parser: Parser): RegexNode {
  const outer = parser.flags;
  const node = parseGroupBody(parser);
  if (node.isFlagsOnly) return { type: 'empty' };
  if (!eat(parser, ')')) throw new SyntaxError('missing )');
  parser.flags = outer;
  return node.part;
}

function parseGroupBody(parser: Parser): { part: RegexNode; isFlagsOnly?: boolean } {
  const named = /^\?P?<(\w+)>/.exec(parser.source.slice(parser.at));
  if (named) parser.at += named[0].length;
  else if (peek(parser) === '?') return parseFlags(parser);
  parser.groups += 1;
  const index = parser.groups;
  return { part: { type: 'group', index, part: parseEither(parser) } };
}

/** `(?i)` for the rest of the group, `(?i:…)` for what it holds. */
function parseFlags(parser: Parser): { part: RegexNode; isFlagsOnly?: boolean } {
  const found = /^\?([imsU]*)(?:-([imsU]+))?([:)])/.exec(parser.source.slice(parser.at));
  if (!found) throw new SyntaxError('invalid or unsupported Perl syntax');
  parser.at += found[0].length;
  const [, on = '', off = ''] = found;
  const flag = (name: keyof Flags) =>
    (parser.flags[name] || on.includes(name)) && !off.includes(name);
  parser.flags = { i: flag('i'), m: flag('m'), s: flag('s'), U: flag('U') };
  if (found[3] === ')') return { part: { type: 'empty' }, isFlagsOnly: true };
  return { part: parseEither(parser) };
}

const assertions: Readonly<Record<string, Assertion>> = {
  A: 'text-start',
  z: 'text-end',
  b: 'boundary',
  B: 'not-boundary',
};

function parseEscape(parser: Parser): RegexNode {
  const assertion = assertions[peek(parser)];
  if (assertion) {
    parser.at += 1;
    return { type: 'assert', assertion };
  }
  const escaped = parseEscaped(parser);
  if (typeof escaped === 'function') return { type: 'one', accepts: escaped };
  return literal(String.fromCodePoint(escaped), parser.flags);
}

const controls: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };

/** After a backslash: a class, or a character. */
function parseEscaped(parser: Parser): Accepts | number {
  const rest = parser.source.slice(parser.at);
  const hex = /^x(?:([\da-fA-F]{2})|\{([\da-fA-F]{1,6})\})/.exec(rest);
  if (hex) {
    parser.at += hex[0].length;
    return Number.parseInt(hex[1] ?? hex[2] ?? '', 16);
  }
  const unicode = /^([pP])(?:\{(\^?)(\w+)\}|(\w))/.exec(rest);
  if (unicode) {
    parser.at += unicode[0].length;
    const isNegative = (unicode[1] === 'P') !== (unicode[2] === '^');
    return unicodeClass(unicode[3] ?? unicode[4] ?? '', isNegative);
  }
  const point = rest.codePointAt(0);
  if (point === undefined)
    throw new SyntaxError(String.raw`trailing \ at end of regular expression`);
  const letter = String.fromCodePoint(point);
  parser.at += letter.length;
  const perl = perlClasses[letter];
  if (perl) return perl;
  const control = controls[letter];
  if (control !== undefined) return control;
  if (/[\dA-Za-z]/.test(letter)) throw new SyntaxError(`invalid escape sequence: \\${letter}`);
  return point;
}

function unicodeClass(name: string, isNegative: boolean): Accepts {
  const property = name.length <= 2 ? name : `Script=${name}`;
  const one = new RegExp(`^\\p{${property}}$`, 'u');
  return (point) => one.test(String.fromCodePoint(point)) !== isNegative;
}

function isDigit(point: number): boolean {
  return point >= 48 && point <= 57;
}

export function isWord(point: number): boolean {
  return (
    isDigit(point) || (point >= 65 && point <= 90) || (point >= 97 && point <= 122) || point === 95
  );
}

function isSpace(point: number): boolean {
  return point === 32 || point === 9 || point === 10 || point === 12 || point === 13;
}

const perlClasses: Readonly<Record<string, Accepts>> = {
  d: isDigit,
  D: (point) => !isDigit(point),
  w: isWord,
  W: (point) => !isWord(point),
  s: isSpace,
  S: (point) => !isSpace(point),
};

const posixClasses: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  // eslint-disable-next-line no-control-regex
  ascii: /[\u0000-\u007f]/,
  blank: /[\t ]/,
  // eslint-disable-next-line no-control-regex
  cntrl: /[\u0000-\u001f\u007f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[\t\n\v\f\r ]/,
  upper: /[A-Z]/,
  word: /[0-9A-Za-z_]/,
  xdigit: /[0-9A-Fa-f]/,
};

function parseClass(parser: Parser): Accepts {
  const isNegative = eat(parser, '^');
  const members: Accepts[] = [];
  for (let isFirst = true; isFirst || !eat(parser, ']'); isFirst = false) {
    if (parser.at >= parser.source.length) throw new SyntaxError('missing ]');
    members.push(parseMember(parser));
  }
  const { i } = parser.flags;
  const has: Accepts = (point) => members.some((accepts) => accepts(point));
  const folded: Accepts = i ? (point) => casesOf(point).some(has) : has;
  return (point) => folded(point) !== isNegative;
}

function parseMember(parser: Parser): Accepts {
  const posix = /^\[:(\^?)(\w+):\]/.exec(parser.source.slice(parser.at, parser.at + 16));
  if (posix) {
    parser.at += posix[0].length;
    const [, not, name = ''] = posix;
    const one = posixClasses[name];
    if (!one) throw new SyntaxError(`invalid character class range: ${posix[0]}`);
    return (point) => one.test(String.fromCodePoint(point)) !== (not === '^');
  }
  const low = parseClassCharacter(parser);
  if (typeof low === 'function') return low;
  if (peek(parser) !== '-' || parser.source.charAt(parser.at + 1) === ']')
    return (point) => point === low;
  parser.at += 1;
  const high = parseClassCharacter(parser);
  if (typeof high === 'function' || high < low)
    throw new SyntaxError('invalid character class range');
  return (point) => point >= low && point <= high;
}

function parseClassCharacter(parser: Parser): Accepts | number {
  if (eat(parser, '\\')) return parseEscaped(parser);
  const point = parser.source.codePointAt(parser.at);
  if (point === undefined) throw new SyntaxError('missing ]');
  parser.at += String.fromCodePoint(point).length;
  return point;
}

function literal(letter: string, { i }: Flags): RegexNode {
  const wanted = letter.codePointAt(0);
  if (!i) return { type: 'one', accepts: (point) => point === wanted };
  return { type: 'one', accepts: (point) => casesOf(point).some((each) => each === wanted) };
}

function casesOf(point: number): readonly number[] {
  const letter = String.fromCodePoint(point);
  return [letter, letter.toLowerCase(), letter.toUpperCase()].map(
    (each) => each.codePointAt(0) ?? point,
  );
}
