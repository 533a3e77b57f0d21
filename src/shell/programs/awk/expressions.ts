import type { Comparison, Expression, Operator, Target } from './ast.ts';
import { isTarget, Primaries, type Scope } from './primaries.ts';
import type { TokenReader } from './token-reader.ts';

const comparisons: Readonly<Record<string, Comparison>> = {
  '<': '<',
  '<=': '<=',
  '==': '==',
  '!=': '!=',
  '>': '>',
  '>=': '>=',
};

const assignments: Readonly<Record<string, Operator | undefined>> = {
  '=': undefined,
  '+=': '+',
  '-=': '-',
  '*=': '*',
  '/=': '/',
  '%=': '%',
  '^=': '^',
};

const arithmetic: Readonly<Record<string, Operator>> = {
  '+': '+',
  '-': '-',
  '*': '*',
  '/': '/',
  '%': '%',
  '^': '^',
};

/** Expressions, each function a level of precedence, from the loosest to the tightest (awkgram.y). */
export class Expressions {
  /** What stands between operators. */
  readonly primaries: Primaries;
  readonly #tokens: TokenReader;
  readonly #scope: Scope;
  /** An operand that is already read. */
  #given: Expression | undefined;

  constructor(tokens: TokenReader, scope: Scope) {
    this.#tokens = tokens;
    this.#scope = scope;
    this.primaries = new Primaries(tokens, scope, {
      list: () => this.list(),
      sum: () => this.#sum(),
      unary: () => this.#unary(),
    });
  }

  /** An `exp` of the grammar. */
  expression(): Expression {
    const left = this.#or();
    if (this.#assigns(left)) return this.#assignment(left);
    if (!this.#tokens.accept('?')) return left;
    const yes = this.expression();
    this.#tokens.expect(':');
    return { type: 'choose', test: left, yes, no: this.expression() };
  }

  list(): Expression[] {
    const all = [this.expression()];
    while (this.#tokens.accept(',')) {
      this.#tokens.skipNewlines();
      all.push(this.expression());
    }
    return all;
  }

  /** The arguments of a print that begins with a parenthesis, which may stand around all of them. */
  printList(): Expression[] {
    this.#tokens.take();
    const all = this.list();
    this.#tokens.expect(')');
    const [only] = all;
    if (all.length === 1 && only) this.#given = { type: 'group', body: only };
    else if (this.#tokens.accept('in'))
      this.#given = { type: 'in', keys: all, array: this.primaries.variable() };
    else return all;
    return this.list();
  }

  #assigns(left: Expression): left is Target {
    const { type, text } = this.#tokens.peek();
    return type === 'sign' && text in assignments && isTarget(left);
  }

  #assignment(target: Target): Expression {
    const sign = this.#tokens.take();
    const value = this.expression();
    return {
      type: 'assign',
      operator: assignments[sign.text],
      target,
      value,
      line: this.#tokens.lineOf(sign),
    };
  }

  #or(): Expression {
    return this.#chain('||', 'or', () => this.#and());
  }

  #and(): Expression {
    return this.#chain('&&', 'and', () => this.#in());
  }

  #chain(sign: string, type: 'and' | 'or', operand: () => Expression): Expression {
    let left = operand();
    while (this.#tokens.accept(sign)) left = { type, left, right: this.#operandOf(operand) };
    return left;
  }

  /** What stands right of an operator may be an assignment too. */
  #operandOf(operand: () => Expression): Expression {
    const right = operand();
    return this.#assigns(right) ? this.#assignment(right) : right;
  }

  #in(): Expression {
    let left = this.#match();
    while (this.#tokens.accept('in'))
      left = { type: 'in', keys: [left], array: this.primaries.variable() };
    return left;
  }

  #match(): Expression {
    let left = this.#comparison();
    while (this.#tokens.is('~', '!~')) {
      const isNegated = this.#tokens.take().text === '!~';
      left = { type: 'match', isNegated, left, right: this.#operandOf(() => this.#comparison()) };
    }
    return left;
  }

  #comparison(): Expression {
    const left = this.#common();
    const operator = this.#comparisonAhead();
    if (!operator) return left;
    this.#tokens.take();
    const right = this.#operandOf(() => this.#common());
    // One comparison cannot follow another.
    if (this.#comparisonAhead()) this.#tokens.fail();
    return { type: 'compare', operator, left, right };
  }

  #comparisonAhead(): Comparison | undefined {
    const { type, text } = this.#tokens.peek();
    if (type !== 'sign' || this.#tokens.isRedirection()) return undefined;
    return comparisons[text];
  }

  /** Texts side by side, and commands that are read from. */
  #common(): Expression {
    let left = this.#sum();
    for (;;) {
      if (this.#tokens.is('|', '|&') && !this.#tokens.isRedirection()) left = this.#piped(left);
      else if (this.#beginsOperand()) left = { type: 'join', left, right: this.#sum() };
      else return left;
    }
  }

  /** The `common_exp` after `>`. */
  common(): Expression {
    return this.#common();
  }

  #piped(command: Expression): Expression {
    const pipe = this.#tokens.take();
    const sign = this.#tokens.expect('getline');
    if (pipe.text === '|&')
      this.#tokens.lexer.source.fail('maillage: « |& » n’est pas simulé dans ce cours', pipe.at);
    const target = this.primaries.getlineTarget();
    return {
      type: 'getline',
      from: { type: 'command', name: command },
      target,
      line: this.#tokens.lineOf(sign),
    };
  }

  #beginsOperand(): boolean {
    const { type } = this.#tokens.peek();
    if (type === 'name' || type === 'call' || type === 'builtin') return true;
    if (type === 'number' || type === 'text') return true;
    return this.#tokens.is('$', '!', '(', '++', '--', 'getline');
  }

  #sum(): Expression {
    return this.#arithmetic(['+', '-'], () => this.#product());
  }

  #product(): Expression {
    return this.#arithmetic(['*', '/', '%'], () => this.#unary());
  }

  #arithmetic(signs: readonly string[], operand: () => Expression): Expression {
    let left = operand();
    while (this.#tokens.is(...signs)) {
      const sign = this.#tokens.take();
      const operator = arithmetic[sign.text] ?? '+';
      const right = operand();
      if (left.type === 'number' && right.type === 'number' && right.value === 0)
        if (operator === '/' || operator === '%')
          this.#scope.onError(
            `division by zero attempted${operator === '%' ? " in `%'" : ''}`,
            sign,
          );
      left = { type: 'compute', operator, left, right, line: this.#tokens.lineOf(sign) };
    }
    return left;
  }

  #unary(): Expression {
    if (this.#given) return this.#power();
    if (this.#tokens.accept('!')) return { type: 'not', body: this.#unary() };
    if (this.#tokens.accept('-')) return { type: 'minus', body: this.#unary() };
    if (this.#tokens.accept('+')) return { type: 'plus', body: this.#unary() };
    return this.#power();
  }

  #power(): Expression {
    const left = this.#postfix();
    if (!this.#tokens.is('^')) return left;
    const sign = this.#tokens.take();
    const right = this.#unary();
    return { type: 'compute', operator: '^', left, right, line: this.#tokens.lineOf(sign) };
  }

  #postfix(): Expression {
    const operand = this.#primary();
    if (!this.#tokens.is('++', '--') || !isTarget(operand)) return operand;
    const by = this.#tokens.take().text === '++' ? 1 : -1;
    return { type: 'step', by, isBefore: false, target: operand };
  }

  #primary(): Expression {
    const given = this.#given;
    this.#given = undefined;
    return given ?? this.primaries.primary();
  }
}
