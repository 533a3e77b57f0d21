import type { Line } from './ast.ts';
import type { Lexer, Token, TokenType } from './lexer.ts';

/** Reads tokens, looking one ahead, and no further: what comes after may depend on what the parser knows. */
export class TokenReader {
  readonly lexer: Lexer;
  /** In a print, outside of parentheses, where `>` and `|` write elsewhere. */
  isInPrint = false;
  parentheses = 0;
  #ahead: Token | undefined;

  constructor(lexer: Lexer) {
    this.lexer = lexer;
  }

  peek(): Token {
    this.#ahead ??= this.lexer.next();
    return this.#ahead;
  }

  take(): Token {
    const token = this.peek();
    this.#ahead = undefined;
    if (token.type === 'sign' && token.text === '(') this.parentheses += 1;
    if (token.type === 'sign' && token.text === ')') this.parentheses -= 1;
    return token;
  }

  /** The regular expression that begins with the slash ahead. */
  takeRegex(): string {
    return this.lexer.regex(this.take());
  }

  is(...signs: string[]): boolean {
    const { type, text } = this.peek();
    return type === 'sign' && signs.includes(text);
  }

  has(type: TokenType): boolean {
    return this.peek().type === type;
  }

  accept(sign: string): Token | undefined {
    return this.is(sign) ? this.take() : undefined;
  }

  expect(sign: string): Token {
    return this.is(sign) ? this.take() : this.fail();
  }

  /** `>` and `|` that write elsewhere. */
  isRedirection(): boolean {
    return this.isInPrint && this.parentheses === 0 && this.is('>', '>>', '|', '|&');
  }

  skipNewlines(): void {
    while (this.has('newline')) this.take();
  }

  lineOf(token: Token): Line {
    return this.lexer.source.lineAt(token.at);
  }

  /** At the token ahead. */
  fail(message = 'syntax error'): never {
    const token = this.peek();
    return this.failAt(token, message);
  }

  failAt(token: Token, message: string): never {
    const { source } = this.lexer;
    const ended = 'unexpected newline or end of string';
    if (token.type === 'eof') return source.fail(ended, Math.max(source.text.length - 1, 0));
    if (token.type === 'newline' && token.text === '\n') return source.fail(ended, token.at, true);
    return source.fail(message, token.at);
  }
}
