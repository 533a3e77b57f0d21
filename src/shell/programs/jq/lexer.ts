import { SyntaxProblem } from './errors.ts';

/** One word of a filter. A string is read by the parser, which knows what may stand in it. */
export interface Token {
  readonly type: 'name' | 'field' | 'variable' | 'format' | 'number' | 'quote' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
  /** Where the next word begins. */
  readonly end: number;
}

const words =
  /(?<skip>(?:\s|#[^\n]*)+)|(?<field>\.[A-Za-z_]\w*)|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<variable>\$(?:__loc__|[A-Za-z_]\w*(?:::\w+)*))|(?<format>@\w+)|(?<name>[A-Za-z_]\w*(?:::\w+)*)|(?<quote>")|(?<sign>\?\/\/=?|\/\/=|\/\/|\|=|[-+*/%]=|==|!=|<=|>=|\.\.|[[\]{}().,:;|=<>+\-*/%?])/uy;

/** The word at a place, blanks and comments passed over. */
export function wordAt(source: string, from: number): Token {
  let at = from;
  for (;;) {
    if (at >= source.length)
      return { type: 'end', text: '', at: source.length, end: source.length };
    words.lastIndex = at;
    const found = words.exec(source);
    if (!found?.groups) throw new SyntaxProblem('syntax error, unexpected INVALID_CHARACTER', at);
    const [text] = found;
    const { groups } = found;
    if (groups['skip'] === undefined) {
      const type = kinds.find((kind) => groups[kind] !== undefined) ?? 'sign';
      return { type, text, at, end: at + text.length };
    }
    at += text.length;
  }
}

const kinds = ['field', 'number', 'variable', 'format', 'name', 'quote', 'sign'] as const;
