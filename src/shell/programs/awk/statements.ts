import type { Case, Expression, Line, Moment, Redirection, Statement } from './ast.ts';
import type { Expressions } from './expressions.ts';
import { literalOf } from './literals.ts';
import type { Token } from './lexer.ts';
import type { TokenReader } from './token-reader.ts';

/** Statements, as awkgram.y reads them. */
export class Statements {
  place: Moment | 'rule' = 'rule';
  isInFunction = false;
  readonly #tokens: TokenReader;
  readonly #expressions: Expressions;
  /** Told of mistakes after which gawk goes on reading. */
  readonly #error: (message: string, token: Token) => void;
  #loops = 0;
  #switches = 0;

  constructor(
    tokens: TokenReader,
    expressions: Expressions,
    error: (message: string, token: Token) => void,
  ) {
    this.#tokens = tokens;
    this.#expressions = expressions;
    this.#error = error;
  }

  /** `{ … }`, and the newlines after it. */
  block(): Statement {
    this.#tokens.expect('{');
    this.#tokens.skipNewlines();
    const body: Statement[] = [];
    while (!this.#tokens.is('}')) {
      if (this.#tokens.has('newline')) this.#closeLine();
      else body.push(this.statement());
    }
    this.#tokens.take();
    return { type: 'block', body };
  }

  /** The newline that stands before each closing brace; others are none of a block's. */
  #closeLine(): void {
    if (this.#tokens.peek().text === '}') this.#tokens.take();
    else this.#tokens.fail();
  }

  /** A semicolon or a newline, and all newlines after it. */
  end(): void {
    if (!this.#tokens.accept(';') && !this.#tokens.has('newline')) this.#tokens.fail();
    this.#tokens.skipNewlines();
  }

  statement(): Statement {
    const token = this.#tokens.peek();
    if (token.type !== 'sign') return this.#simpleToEnd();
    switch (token.text) {
      case ';':
        this.end();
        return { type: 'block', body: [] };
      case '{': {
        const block = this.block();
        this.#tokens.skipNewlines();
        return block;
      }
      case 'if':
        return this.#if();
      case 'while':
        return this.#while();
      case 'do':
        return this.#do();
      case 'for':
        return this.#for();
      case 'switch':
        return this.#switch();
      default:
        return this.#simpleToEnd();
    }
  }

  #simpleToEnd(): Statement {
    const statement = this.#leaving() ?? this.#simple();
    this.end();
    return statement;
  }

  /** What leaves the place where it stands. */
  #leaving(): Statement | undefined {
    const token = this.#tokens.peek();
    const line = this.#tokens.lineOf(token);
    switch (token.type === 'sign' ? token.text : '') {
      case 'break':
      case 'continue':
        return this.#jump(line);
      case 'next':
      case 'nextfile':
        return this.#nextRecord(line);
      case 'exit':
        this.#tokens.take();
        return { type: 'exit', value: this.#optional(), line };
      case 'return':
        if (!this.isInFunction) this.#tokens.fail("`return' used outside function context");
        this.#tokens.take();
        return { type: 'return', value: this.#optional(), line };
      default:
        return undefined;
    }
  }

  #jump(line: Line): Statement {
    const token = this.#tokens.take();
    const type = token.text === 'break' ? 'break' : 'continue';
    const isInside = this.#loops > 0 || (type === 'break' && this.#switches > 0);
    // gawk says so twice.
    for (let times = isInside ? 0 : 2; times > 0; times -= 1)
      this.#error(
        `\`${type}' is not allowed outside a loop${type === 'break' ? ' or switch' : ''}`,
        token,
      );
    return { type, line };
  }

  #nextRecord(line: Line): Statement {
    const token = this.#tokens.take();
    const type = token.text === 'next' ? 'next' : 'nextfile';
    const isThere = this.place === 'rule' || (type === 'nextfile' && this.place === 'BEGINFILE');
    if (!isThere) this.#error(`\`${type}' used in ${this.place} action`, token);
    return { type, line };
  }

  #optional(): Expression | undefined {
    return this.#tokens.has('newline') || this.#tokens.is(';')
      ? undefined
      : this.#expressions.expression();
  }

  #simple(): Statement {
    const token = this.#tokens.peek();
    const line = this.#tokens.lineOf(token);
    if (this.#tokens.is('print', 'printf')) return this.#print(line);
    if (this.#tokens.is('delete')) return this.#delete(line);
    return { type: 'expression', value: this.#expressions.expression(), line };
  }

  #print(line: Line): Statement {
    const tokens = this.#tokens;
    const type = tokens.take().text === 'print' ? 'print' : 'printf';
    tokens.isInPrint = true;
    tokens.parentheses = 0;
    const hasNone = tokens.has('newline') || tokens.is(';', ')') || tokens.isRedirection();
    const args = hasNone ? [] : this.#printed();
    const redirection = tokens.isRedirection() ? this.#redirection() : undefined;
    tokens.isInPrint = false;
    return { type, args, redirection, line };
  }

  /** The arguments of print; parentheses may stand around all of them. */
  #printed(): Expression[] {
    if (!this.#tokens.is('(')) return this.#expressions.list();
    return this.#expressions.printList();
  }

  #redirection(): Redirection {
    const sign = this.#tokens.take();
    this.#tokens.isInPrint = false;
    this.#tokens.parentheses = 0;
    const to = this.#expressions.common();
    if (sign.text === '>' || sign.text === '>>' || sign.text === '|')
      return { type: sign.text, to };
    return this.#tokens.lexer.source.fail(
      'maillage: « |& » n’est pas simulé dans ce cours',
      sign.at,
    );
  }

  #delete(line: Line): Statement {
    this.#tokens.take();
    if (this.#tokens.accept('(')) {
      const array = this.#expressions.primaries.name();
      this.#tokens.expect(')');
      return { type: 'delete', array, keys: [], line };
    }
    const array = this.#expressions.primaries.name();
    return { type: 'delete', array, keys: this.#expressions.primaries.subscripts(), line };
  }

  #test(): Expression {
    this.#tokens.expect('(');
    const test = this.#expressions.expression();
    this.#tokens.expect(')');
    return test;
  }

  #body(): Statement {
    this.#tokens.skipNewlines();
    return this.statement();
  }

  #looped(): Statement {
    this.#loops += 1;
    const body = this.#body();
    this.#loops -= 1;
    return body;
  }

  #if(): Statement {
    this.#tokens.take();
    const test = this.#test();
    const yes = this.#body();
    if (!this.#tokens.accept('else')) return { type: 'if', test, yes, no: undefined };
    return { type: 'if', test, yes, no: this.#body() };
  }

  #while(): Statement {
    this.#tokens.take();
    const test = this.#test();
    return { type: 'while', test, body: this.#looped() };
  }

  #do(): Statement {
    this.#tokens.take();
    const body = this.#looped();
    this.#tokens.expect('while');
    const test = this.#test();
    this.#tokens.skipNewlines();
    return { type: 'do', test, body };
  }

  #for(): Statement {
    const line = this.#tokens.lineOf(this.#tokens.take());
    this.#tokens.expect('(');
    const first = this.#tokens.is(';') ? undefined : this.#simple();
    if (first && this.#tokens.is(')')) {
      // `for (k in a)` was read as `k in a`.
      const each = first.type === 'expression' ? first.value : undefined;
      const [name] = each?.type === 'in' ? each.keys : [];
      if (each?.type !== 'in' || !name || name.type !== 'name') return this.#tokens.fail();
      this.#tokens.take();
      return { type: 'each', name, array: each.array, body: this.#looped(), line };
    }
    this.#semicolon();
    const test = this.#tokens.is(';') ? undefined : this.#expressions.expression();
    this.#semicolon();
    const next = this.#tokens.is(')') ? undefined : this.#simple();
    this.#tokens.expect(')');
    return { type: 'for', first, test, next, body: this.#looped() };
  }

  #semicolon(): void {
    this.#tokens.expect(';');
    this.#tokens.skipNewlines();
  }

  #switch(): Statement {
    this.#tokens.take();
    const value = this.#test();
    this.#tokens.skipNewlines();
    this.#tokens.expect('{');
    this.#tokens.skipNewlines();
    this.#switches += 1;
    const cases: Case[] = [];
    const seen = new Set<string>();
    while (!this.#tokens.is('}')) cases.push(this.#case(seen));
    this.#tokens.take();
    this.#tokens.skipNewlines();
    this.#switches -= 1;
    return { type: 'switch', value, cases };
  }

  #case(seen: Set<string>): Case {
    const token = this.#tokens.peek();
    const isDefault = this.#tokens.is('default');
    if (!isDefault && !this.#tokens.is('case')) this.#tokens.fail();
    this.#tokens.take();
    const value = isDefault ? undefined : this.#caseValue();
    const name = value === undefined ? 'default' : shownCase(value);
    if (seen.has(name))
      this.#error(
        isDefault
          ? "duplicate `default' detected in switch body"
          : `duplicate case values in switch body: ${name}`,
        token,
      );
    seen.add(name);
    this.#tokens.expect(':');
    this.#tokens.skipNewlines();
    const body: Statement[] = [];
    while (!this.#tokens.is('case', 'default', '}')) {
      if (this.#tokens.has('newline')) this.#closeLine();
      else body.push(this.statement());
    }
    return { value, body };
  }

  #caseValue(): Expression {
    const tokens = this.#tokens;
    if (tokens.is('/', '/=')) return this.#expressions.primaries.regex();
    const isMinus = tokens.is('-');
    if (isMinus || tokens.is('+')) tokens.take();
    if (tokens.has('number')) {
      const literal = literalOf(tokens.take());
      return isMinus && literal.type === 'number'
        ? { type: 'number', value: -literal.value }
        : literal;
    }
    return tokens.has('text') ? literalOf(tokens.take()) : tokens.fail();
  }
}

function shownCase(value: Expression): string {
  if (value.type === 'regex') return `/${value.source}/`;
  if (value.type === 'number') return String(value.value);
  return value.type === 'text' ? value.value : '';
}
