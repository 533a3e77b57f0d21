import { anchored, parseDuration } from '#mesh/linkerd/viz/prometheus/config.ts';
import {
  type Aggregator,
  aggregators,
  type Expression,
  type Grouping,
  type Matcher,
  notSimulated,
  operators,
  QueryError,
  type Selector,
} from './expression.ts';
import { describe, parseError, type Token, tokensOf, unquoted } from './lex.ts';

/** prometheus v2.55.1: promql/parser/parse.go, as far as viz and its readers go. Throws a QueryError. */
export function parseQuery(text: string): Expression {
  const parser = new Parser(text);
  if (parser.peek().type === 'end')
    throw new QueryError('unknown position: parse error: no expression found in input');
  const expression = parser.binary(0);
  parser.end();
  return expression;
}

const everything: Grouping = { labels: [], isWithout: true };
const alone: Grouping = { labels: [], isWithout: false };

class Parser {
  private readonly text: string;
  private readonly tokens: readonly Token[];
  private place = 0;

  constructor(text: string) {
    this.text = text;
    this.tokens = tokensOf(text);
  }

  peek(): Token {
    return this.tokens[this.place] ?? { type: 'end', text: '', at: this.text.length };
  }

  end(): void {
    if (this.peek().type !== 'end') throw this.unexpected();
  }

  /** An expression of operators that bind at least so strongly. */
  binary(level: number): Expression {
    const own = operators[level];
    if (!own) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = own.find((one) => one === this.peek().text);
      if (operator === undefined || this.peek().type === 'string') return left;
      this.place += 1;
      const isBool = this.takes('bool');
      const matching = this.matching();
      // Powers alone bind to the right.
      const right = this.binary(operator === '^' ? level : level + 1);
      left = { type: 'binary', operator, left, right, isBool, matching };
    }
  }

  private matching(): Grouping {
    const word = this.peek().text;
    if (word !== 'on' && word !== 'ignoring') return everything;
    this.place += 1;
    const matching = { labels: this.names(), isWithout: word === 'ignoring' };
    if (['group_left', 'group_right'].includes(this.peek().text))
      throw notSimulated(this.peek().text);
    return matching;
  }

  private unary(): Expression {
    if (this.takes('-')) return { type: 'negation', operand: this.unary() };
    if (this.takes('+')) return this.unary();
    return this.primary();
  }

  private primary(): Expression {
    const token = this.peek();
    if (token.type === 'identifier') return this.named(token);
    if (token.type === 'number' || token.type === 'string') {
      this.place += 1;
      const { type, text } = token;
      return type === 'number' ? { type, value: Number(text) } : { type, value: unquoted(text) };
    }
    if (token.text === '{') return this.selector(undefined);
    this.expect('(');
    const inside = this.binary(0);
    this.expect(')');
    return inside;
  }

  private named({ text }: Token): Expression {
    const lower = text.toLowerCase();
    const aggregator = aggregators.find((one) => one === lower);
    this.place += 1;
    if (aggregator !== undefined) return this.aggregation(aggregator);
    if (lower === 'inf' || lower === 'nan')
      return { type: 'number', value: lower === 'inf' ? Number.POSITIVE_INFINITY : Number.NaN };
    if (this.peek().text !== '(') return this.selector(text);
    return { type: 'call', name: text, args: this.args() };
  }

  private aggregation(operator: Aggregator): Expression {
    const before = this.grouping();
    const args = this.args();
    const { labels, isWithout } = before ?? this.grouping() ?? alone;
    const operand = args.at(-1);
    const expected = operator === 'topk' || operator === 'bottomk' ? 2 : 1;
    if (operand === undefined || args.length !== expected)
      throw this.error(
        `wrong number of arguments for aggregate expression provided, expected ${expected}, got ${args.length}`,
      );
    const parameter = args.length === 2 ? args[0] : undefined;
    return { type: 'aggregation', operator, operand, parameter, labels, isWithout };
  }

  private grouping(): Grouping | undefined {
    const word = this.peek().text;
    if (word !== 'by' && word !== 'without') return undefined;
    this.place += 1;
    return { labels: this.names(), isWithout: word === 'without' };
  }

  private args(): readonly Expression[] {
    this.expect('(');
    const args: Expression[] = [];
    while (!this.takes(')')) {
      args.push(this.binary(0));
      if (this.peek().text !== ')') this.expect(',');
    }
    return args;
  }

  private names(): readonly string[] {
    this.expect('(');
    const names: string[] = [];
    while (!this.takes(')')) {
      names.push(this.identifier());
      if (this.peek().text !== ')') this.expect(',');
    }
    return names;
  }

  private selector(name: string | undefined): Selector {
    const matchers: Matcher[] = [];
    if (this.takes('{'))
      while (!this.takes('}')) {
        matchers.push(this.matcher());
        if (this.peek().text !== '}') this.expect(',');
      }
    const isEmpty = name === undefined && matchers.every(({ accepts }) => accepts(''));
    if (isEmpty) throw this.error('vector selector must contain at least one non-empty matcher');
    let rangeMs: number | undefined;
    if (this.takes('[')) {
      rangeMs = this.duration();
      if (this.peek().text === ':') throw notSimulated('une sous-requête');
      this.expect(']');
    }
    if (this.peek().text === '@') throw notSimulated('le modificateur @');
    const offsetMs = this.takes('offset') ? this.duration() : 0;
    return { type: 'selector', name, matchers, rangeMs, offsetMs };
  }

  private matcher(): Matcher {
    const label = this.identifier();
    const { text: operator } = this.peek();
    this.place += 1;
    const token = this.peek();
    if (token.type !== 'string') throw this.unexpected();
    this.place += 1;
    const value = unquoted(token.text);
    switch (operator) {
      case '=':
        return { label, accepts: (other) => other === value };
      case '!=':
        return { label, accepts: (other) => other !== value };
      case '=~':
      case '!~': {
        const regex = this.regex(value);
        return { label, accepts: (other) => regex.test(other) === (operator === '=~') };
      }
      default:
        throw this.error(`unexpected ${JSON.stringify(operator)} in label matching`);
    }
  }

  private regex(value: string): RegExp {
    try {
      return anchored(value);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw this.error(`error parsing regexp: ${value}`);
    }
  }

  private duration(): number {
    const { text } = this.peek();
    const ms = parseDuration(text);
    if (ms === undefined) throw this.unexpected();
    this.place += 1;
    return ms;
  }

  private identifier(): string {
    const token = this.peek();
    if (token.type !== 'identifier') throw this.unexpected();
    this.place += 1;
    return token.text;
  }

  private takes(text: string): boolean {
    const token = this.peek();
    if (token.text !== text || token.type === 'string' || token.type === 'end') return false;
    this.place += 1;
    return true;
  }

  private expect(text: string): void {
    if (!this.takes(text)) throw this.unexpected();
  }

  private unexpected(): QueryError {
    return this.error(`unexpected ${describe(this.peek())}`);
  }

  private error(what: string): QueryError {
    return parseError(this.text, this.peek().at, what);
  }
}
