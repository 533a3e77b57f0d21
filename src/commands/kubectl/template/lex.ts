/** The words of an action: Go's text/template/parse lexer, v1.25. */
export interface Token {
  type:
    | 'space'
    | 'field'
    | 'variable'
    | 'word'
    | 'string'
    | 'char'
    | 'number'
    | 'dot'
    | '('
    | ')'
    | '|'
    | ','
    | ':='
    | '='
    | 'other'
    | 'end';
  text: string;
  at: number;
}

export type Part = { type: 'text'; text: string } | { type: 'action'; at: number; tokens: Token[] };

/** A template that cannot be read; `at` is where. */
export class TemplateSyntaxError extends Error {
  override name = 'TemplateSyntaxError';
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** Text and actions; `{{-` and `-}}` take the white space beside them, comments vanish. */
export function splitParts(source: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  let trims = false;
  while (at < source.length) {
    const open = source.indexOf('{{', at);
    let text = source.slice(at, open < 0 ? source.length : open);
    if (trims) text = text.trimStart();
    if (open < 0) {
      parts.push({ type: 'text', text });
      break;
    }
    const trimsLeft = /^-\s/.test(source.slice(open + 2, open + 4));
    if (trimsLeft) text = text.trimEnd();
    if (text !== '') parts.push({ type: 'text', text });
    const inside = open + 2 + (trimsLeft ? 2 : 0);
    const comment = /^\/\*([^]*?)\*\/(\s-)?\}\}/.exec(source.slice(inside));
    if (comment) {
      trims = comment[2] !== undefined;
      at = inside + comment[0].length;
      continue;
    }
    const action = readAction(source, inside);
    parts.push({ type: 'action', at: open, tokens: action.tokens });
    ({ end: at, trims } = action);
  }
  return parts;
}

const patterns: readonly (readonly [Token['type'], RegExp])[] = [
  ['space', /\s+/y],
  [':=', /:=/y],
  ['=', /=/y],
  ['|', /\|/y],
  ['(', /\(/y],
  [')', /\)/y],
  [',', /,/y],
  ['string', /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y],
  ['char', /'(?:[^'\\\n]|\\.)+'/y],
  [
    'number',
    /[+-]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|\d[\d_]*\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)/y,
  ],
  ['variable', /\$[\p{L}\p{Nd}_]*/uy],
  ['field', /\.[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['dot', /\./y],
  ['word', /[\p{L}_][\p{L}\p{Nd}_]*/uy],
];

function readAction(
  source: string,
  start: number,
): { tokens: Token[]; end: number; trims: boolean } {
  const tokens: Token[] = [];
  let at = start;
  for (;;) {
    const close = /(\s-)?\}\}/y;
    close.lastIndex = at;
    const closed = close.exec(source);
    if (closed) {
      checkParens(tokens, at);
      tokens.push({ type: 'end', text: '', at });
      return { tokens, end: at + closed[0].length, trims: closed[1] !== undefined };
    }
    const token = nextToken(source, at);
    tokens.push(token);
    at += token.text.length;
  }
}

function nextToken(source: string, at: number): Token {
  if (at >= source.length) throw new TemplateSyntaxError('unclosed action', at);
  for (const [type, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined) return { type, text, at };
  }
  const char = String.fromCodePoint(source.codePointAt(at) ?? 0);
  if (char === '"') throw new TemplateSyntaxError('unterminated quoted string', at);
  if (char === '`') throw new TemplateSyntaxError('unterminated raw quoted string', at);
  if (char === "'") throw new TemplateSyntaxError('unterminated character constant', at);
  return { type: 'other', text: char, at };
}

function checkParens(tokens: readonly Token[], at: number): void {
  let depth = 0;
  for (const { type } of tokens) {
    if (type === '(') depth++;
    if (type === ')' && --depth < 0) throw new TemplateSyntaxError('unexpected right paren', at);
  }
  if (depth > 0) throw new TemplateSyntaxError('unclosed left paren', at);
}
