import { QueryError } from './expression.ts';

export interface Token {
  readonly type: 'identifier' | 'number' | 'duration' | 'string' | 'symbol' | 'end';
  readonly text: string;
  /** Where it begins. */
  readonly at: number;
}

const shapes: readonly (readonly [Token['type'] | 'blank', RegExp])[] = [
  ['blank', /(?:\s+|#[^\n]*)/y],
  ['string', /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`/y],
  ['duration', /(?:\d+(?:ms|[smhdwy]))+(?!\w)/y],
  ['number', /(?:0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?!\w)/y],
  ['identifier', /[a-zA-Z_:][\w:]*/y],
  ['symbol', /=~|!~|==|!=|<=|>=|[-+*/%^(){}[\],=<>@]/y],
];

/** prometheus v2.55.1: promql/parser/lex.go. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const { type, word } = next(text, at);
    if (type !== 'blank') tokens.push({ type, text: word, at });
    at += word.length;
  }
  tokens.push({ type: 'end', text: '', at: text.length });
  return tokens;
}

function next(text: string, at: number) {
  for (const [type, shape] of shapes) {
    shape.lastIndex = at;
    const [word] = shape.exec(text) ?? [];
    if (word !== undefined) return { type, word };
  }
  const char = text[at] ?? '';
  if (char === '"' || char === "'") throw parseError(text, at, 'unterminated quoted string');
  throw parseError(text, at, `unexpected character: ${JSON.stringify(char).replaceAll('"', "'")}`);
}

/** With its place: `1:5: parse error: …`. */
export function parseError(text: string, at: number, what: string): QueryError {
  const before = text.slice(0, at).split('\n');
  const column = (before.at(-1) ?? '').length + 1;
  return new QueryError(`${before.length}:${column}: parse error: ${what}`);
}

export function describe({ type, text }: Token): string {
  if (type === 'end') return 'end of input';
  if (type === 'symbol') return JSON.stringify(text);
  return `${type} ${type === 'string' ? text : JSON.stringify(text)}`;
}

export function unquoted(word: string): string {
  const inside = word.slice(1, -1);
  if (word.startsWith('`')) return inside;
  return inside.replaceAll(/\\(.)/g, (_, char: string) => escapes[char] ?? char);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
