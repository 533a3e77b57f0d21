import type { Ast } from './ast.ts';
import { SyntaxProblem } from './errors.ts';
import { escapes } from './json.ts';
import { wordAt, type Token } from './lexer.ts';

/** Names that no function has. */
export const keywords = new Set(
  'def if then elif else end as reduce foreach try catch label import include and or __loc__'.split(
    ' ',
  ),
);

/** The words of a filter, one after the other. */
export class Tokens {
  readonly source: string;
  current: Token;

  constructor(source: string) {
    this.source = source;
    this.current = wordAt(source, 0);
  }

  /** A string, at its first quote: `\( )` holds a filter. */
  string(format: string, pipe: () => Ast): Ast {
    const parts: (string | Ast)[] = [];
    let text = '';
    let at = this.current.end;
    for (;;) {
      const letter = this.source.charAt(at);
      if (letter === '')
        throw new SyntaxProblem(
          'syntax error, unexpected QQSTRING_TEXT, expecting QQSTRING_END',
          at - 1,
        );
      at += 1;
      if (letter === '"') break;
      if (letter !== '\\') {
        text += letter;
        continue;
      }
      const escaped = this.source.charAt(at);
      at += 1;
      if (escaped === '(') {
        this.current = wordAt(this.source, at);
        parts.push(text, pipe());
        text = '';
        if (this.current.text !== ')') this.unexpected();
        at = this.current.end;
      } else if (escaped === 'u') {
        text += String.fromCharCode(Number.parseInt(this.source.slice(at, at + 4), 16));
        at += 4;
      } else text += escapes[escaped] ?? this.unexpected();
    }
    parts.push(text);
    this.current = wordAt(this.source, at);
    const plain = parts.length === 1 ? parts[0] : undefined;
    return typeof plain === 'string'
      ? { type: 'literal', value: plain }
      : { type: 'string', format, parts };
  }

  is(text: string): boolean {
    const { type } = this.current;
    return this.current.text === text && (type === 'sign' || type === 'name');
  }

  take(text: string): boolean {
    const isThere = this.is(text);
    if (isThere) this.next();
    return isThere;
  }

  expect(text: string): void {
    if (!this.take(text)) this.unexpected();
  }

  next(): Token {
    const token = this.current;
    this.current = wordAt(this.source, token.end);
    return token;
  }

  name(): string {
    if (this.current.type !== 'name') this.unexpected();
    return this.next().text;
  }

  variable(): string {
    if (this.current.type !== 'variable') this.unexpected();
    return this.next().text;
  }

  unexpected(): never {
    const { type, text, at } = this.current;
    const what =
      type === 'end'
        ? '$end'
        : type === 'name' && !keywords.has(text)
          ? 'IDENT'
          : type === 'number'
            ? 'LITERAL'
            : type === 'field'
              ? 'FIELD'
              : type === 'quote'
                ? 'QQSTRING_START'
                : type === 'name'
                  ? text
                  : `'${text}'`;
    throw new SyntaxProblem(
      `syntax error, unexpected ${what}`,
      type === 'end' ? Math.max(0, at - 1) : at,
    );
  }
}
