import type { AwkProgram, Expression, Moment, Rule, Statement, UserFunction } from './ast.ts';
import { Expressions } from './expressions.ts';
import type { Scope } from './primaries.ts';
import { Lexer, type Token } from './lexer.ts';
import { SyntaxProblem } from './problems.ts';
import { parseRegex, plainRegex, RegexProblem } from './regex-parse.ts';
import { labelOf, type Source } from './source.ts';
import { Statements } from './statements.ts';
import { TokenReader } from './token-reader.ts';

export interface Parsed {
  readonly program: AwkProgram;
  /** Told while it was read, with their places; and those without, which need not be told again. */
  readonly warnings: readonly string[];
  readonly warned: ReadonlySet<string>;
}

/** A program of awk, read whole. Throws a `SyntaxProblem`. */
export function parseProgram(source: Source): Parsed {
  return new ProgramParser(source).parse();
}

class ProgramParser {
  readonly #source: Source;
  readonly #tokens: TokenReader;
  readonly #statements: Statements;
  readonly #expressions: Expressions;
  readonly #scope: Scope;
  readonly #warnings: string[] = [];
  readonly #warned = new Set<string>();
  readonly #errors: string[] = [];
  readonly #moments: Record<Moment, Statement[]> = {
    BEGIN: [],
    END: [],
    BEGINFILE: [],
    ENDFILE: [],
  };
  readonly #rules: Rule[] = [];
  readonly #functions = new Map<string, UserFunction>();
  readonly #variables = new Map<string, Token>();
  readonly #calls = new Map<string, Token>();

  constructor(source: Source) {
    this.#source = source;
    const warned = this.#warned;
    const warn = (message: string, at: number): void => {
      if (warned.has(message)) return;
      warned.add(message);
      this.#warnings.push(labelOf(source.lineAt(at)) + message);
    };
    this.#tokens = new TokenReader(new Lexer(source, warn));
    this.#scope = {
      parameters: [],
      onCall: (name, token) => {
        if (!this.#calls.has(name)) this.#calls.set(name, token);
      },
      onVariable: (name, token) => {
        if (!this.#variables.has(name)) this.#variables.set(name, token);
      },
      onRegex: (regex, token) => {
        this.#checkRegex(regex, token, warn);
      },
      onWarning: (message, token) => {
        this.#warnings.push(`${labelOf(source.lineAt(token.at))}warning: ${message}`);
      },
      onError: (message, token) => {
        this.#error(message, token);
      },
    };
    this.#expressions = new Expressions(this.#tokens, this.#scope);
    this.#statements = new Statements(this.#tokens, this.#expressions, (message, token) => {
      this.#error(message, token);
    });
  }

  parse(): Parsed {
    for (;;) {
      this.#tokens.skipNewlines();
      if (this.#tokens.has('eof')) break;
      this.#rule();
    }
    for (const [name, token] of this.#calls)
      if (this.#variables.has(name) && !this.#functions.has(name))
        this.#error(`attempt to use non-function \`${name}' in function call`, token);
    if (this.#errors.length > 0) this.#stop();
    return {
      program: { moments: this.#moments, rules: this.#rules, functions: this.#functions },
      warnings: this.#warnings,
      warned: this.#warned,
    };
  }

  #error(message: string, token: Token): void {
    this.#errors.push(`${labelOf(this.#source.lineAt(token.at))}error: ${message}`);
  }

  #checkRegex(regex: string, token: Token, warn: (message: string, at: number) => void): void {
    try {
      parseRegex(
        plainRegex(regex, (message) => {
          warn(message, token.at);
        }),
      );
    } catch (error) {
      if (!(error instanceof RegexProblem)) throw error;
      this.#error(`${error.message}: /${regex}/`, token);
      // Nothing is read after that.
      this.#stop();
    }
  }

  #stop(): never {
    throw new SyntaxProblem(this.#errors.join('\n'));
  }

  #rule(): void {
    if (this.#tokens.is('function')) this.#function();
    else if (this.#tokens.is('BEGIN', 'END', 'BEGINFILE', 'ENDFILE')) this.#moment();
    else this.#patternRule();
  }

  #moment(): void {
    const name = momentOf(this.#tokens.take().text);
    if (!this.#tokens.is('{')) {
      this.#statements.end();
      this.#refuse(`${name} blocks must have an action part`, this.#tokens.peek());
    }
    this.#moments[name].push(this.#action(name));
  }

  #refuse(message: string, token: Token): never {
    const at = token.type === 'eof' ? Math.max(token.at - 1, 0) : token.at;
    throw new SyntaxProblem(
      [...this.#errors, labelOf(this.#source.lineAt(at)) + message].join('\n'),
    );
  }

  #patternRule(): void {
    const token = this.#tokens.peek();
    const line = this.#tokens.lineOf(token);
    if (this.#tokens.is('{')) {
      this.#rules.push({ patterns: [], body: this.#action('rule'), line });
      return;
    }
    if (this.#tokens.is(';'))
      this.#refuse('each rule must have a pattern or an action part', token);
    const patterns: Expression[] = [this.#expressions.expression()];
    if (this.#tokens.accept(',')) {
      this.#tokens.skipNewlines();
      patterns.push(this.#expressions.expression());
    }
    if (this.#tokens.is('{')) this.#rules.push({ patterns, body: this.#action('rule'), line });
    else {
      this.#statements.end();
      this.#rules.push({ patterns, body: undefined, line });
    }
  }

  #action(place: Moment | 'rule'): Statement {
    this.#statements.place = place;
    const body = this.#statements.block();
    this.#tokens.accept(';');
    this.#tokens.skipNewlines();
    return body;
  }

  #function(): void {
    this.#tokens.take();
    const token = this.#tokens.peek();
    const { type, text: name } = token;
    if (type === 'builtin') {
      this.#tokens.fail(`\`${name}' is a built-in function, it cannot be redefined`);
    }
    if (type !== 'name' && type !== 'call') this.#tokens.fail();
    this.#tokens.take();
    this.#tokens.expect('(');
    const parameters = this.#parameters();
    this.#tokens.expect(')');
    this.#tokens.skipNewlines();
    this.#checkFunction(name, parameters, token);
    this.#scope.parameters = parameters;
    const body = this.#functionBody();
    this.#scope.parameters = [];
    this.#functions.set(name, { name, parameters, body });
  }

  #functionBody(): Statement {
    this.#statements.isInFunction = true;
    const body = this.#action('rule');
    this.#statements.isInFunction = false;
    return body;
  }

  #parameters(): string[] {
    const names: string[] = [];
    if (this.#tokens.is(')')) return names;
    do {
      if (names.length > 0) this.#tokens.skipNewlines();
      if (!this.#tokens.has('name')) this.#tokens.fail();
      names.push(this.#tokens.take().text);
    } while (this.#tokens.accept(','));
    return names;
  }

  #checkFunction(name: string, parameters: readonly string[], token: Token): void {
    if (this.#functions.has(name) || this.#variables.has(name))
      this.#error(`function name \`${name}' previously defined`, token);
    for (const [i, parameter] of parameters.entries()) {
      const first = parameters.indexOf(parameter);
      if (parameter === name)
        this.#error(`function \`${name}': cannot use function name as parameter name`, token);
      else if (first < i)
        this.#error(
          `function \`${name}': parameter #${i + 1}, \`${parameter}', duplicates parameter #${first + 1}`,
          token,
        );
    }
  }
}

function momentOf(text: string): Moment {
  return text === 'BEGIN' || text === 'BEGINFILE' || text === 'ENDFILE' ? text : 'END';
}
