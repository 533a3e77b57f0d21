import type { AssignOperator, Ast, BinaryOperator, Definition } from './ast.ts';
import { SyntaxProblem } from './errors.ts';
import { Terms } from './terms.ts';
import { Tokens } from './tokens.ts';

/** Reads a filter. Throws a `SyntaxProblem`. */
export function parseFilter(source: string): Ast {
  const parser = new Parser(source);
  parser.refuseModules();
  const ast: Ast = parser.isAtEnd() ? { type: 'identity' } : parser.pipe();
  parser.expectEnd();
  return ast;
}

const assignments: ReadonlySet<string> = new Set<AssignOperator>([
  '=',
  '|=',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '//=',
]);
/** From the loosest: each level binds tighter than the one before. */
const levels: readonly (readonly string[])[] = [
  ['==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];
class Parser {
  readonly #tokens: Tokens;
  readonly #terms: Terms;

  constructor(source: string) {
    this.#tokens = new Tokens(source);
    this.#terms = new Terms(this.#tokens, {
      pipe: () => this.pipe(),
      definition: () => this.definition(),
      alternative: () => this.#alternative(),
      postfix: () => this.#postfix(),
    });
  }

  refuseModules(): void {
    const { text, at } = this.#tokens.current;
    if (text === 'import' || text === 'include')
      throw new SyntaxProblem('maillage: les modules de jq ne sont pas simulés dans ce cours', at);
  }

  isAtEnd(): boolean {
    return this.#tokens.current.type === 'end';
  }

  expectEnd(): void {
    if (!this.isAtEnd()) this.#tokens.unexpected();
  }

  pipe(): Ast {
    if (this.#tokens.is('def')) {
      const definition = this.definition();
      return { type: 'def', definition, body: this.pipe() };
    }
    if (this.#tokens.take('label')) {
      const name = this.#tokens.variable();
      this.#tokens.expect('|');
      return { type: 'label', name, body: this.pipe() };
    }
    const left = this.#comma();
    return this.#tokens.take('|') ? { type: 'pipe', left, right: this.pipe() } : left;
  }

  definition(): Definition {
    this.#tokens.expect('def');
    const name = this.#tokens.name();
    const parameters: string[] = [];
    if (this.#tokens.take('(')) {
      do
        parameters.push(
          this.#tokens.current.type === 'variable' ? this.#tokens.next().text : this.#tokens.name(),
        );
      while (this.#tokens.take(';'));
      this.#tokens.expect(')');
    }
    this.#tokens.expect(':');
    const body = this.pipe();
    this.#tokens.expect(';');
    return { name, parameters, body };
  }

  #comma(): Ast {
    let left = this.#alternative();
    while (this.#tokens.take(',')) left = { type: 'comma', left, right: this.#alternative() };
    return left;
  }

  #alternative(): Ast {
    const left = this.#assignment();
    return this.#tokens.take('//')
      ? { type: 'alternative', left, right: this.#alternative() }
      : left;
  }

  #assignment(): Ast {
    const left = this.#or();
    const { text, type } = this.#tokens.current;
    if (type !== 'sign' || !isAssignment(text)) return left;
    this.#tokens.next();
    return { type: 'assign', operator: text, left, right: this.#or() };
  }

  #or(): Ast {
    let left = this.#and();
    while (this.#tokens.take('or')) left = { type: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Ast {
    let left = this.#binary(0);
    while (this.#tokens.take('and')) left = { type: 'and', left, right: this.#binary(0) };
    return left;
  }

  #binary(level: number): Ast {
    const operators = levels[level];
    if (!operators) return this.#postfix();
    let left = this.#binary(level + 1);
    for (;;) {
      const { text, type } = this.#tokens.current;
      if (type !== 'sign' || !operators.includes(text) || !isBinary(text)) return left;
      this.#tokens.next();
      left = { type: 'binary', operator: text, left, right: this.#binary(level + 1) };
      // Comparisons do not follow one another.
      if (level === 0) return left;
    }
  }

  #postfix(): Ast {
    let term = this.#terms.term();
    for (;;) {
      const suffixed = this.#terms.suffix(term);
      if (suffixed === undefined) break;
      term = suffixed;
    }
    if (!this.#tokens.take('as')) return term;
    const patterns = [this.#terms.pattern()];
    while (this.#tokens.take('?//')) patterns.push(this.#terms.pattern());
    this.#tokens.expect('|');
    return { type: 'bind', source: term, patterns, body: this.pipe() };
  }
}

function isAssignment(text: string): text is AssignOperator {
  return assignments.has(text);
}

const binaries: ReadonlySet<string> = new Set<BinaryOperator>([
  '+',
  '-',
  '*',
  '/',
  '%',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
]);

function isBinary(text: string): text is BinaryOperator {
  return binaries.has(text);
}
