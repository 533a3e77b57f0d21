import type { Expression, Name, Subscript, Target } from './ast.ts';
import { literalOf } from './literals.ts';
import type { Token } from './lexer.ts';
import type { TokenReader } from './token-reader.ts';
import { arities } from './words.ts';

/** Names that mean something here: parameters by their place. */
export interface Scope {
  parameters: readonly string[];
  /** Told of each function that is called, and of each name that is used as a variable. */
  readonly onCall: (name: string, token: Token) => void;
  readonly onVariable: (name: string, token: Token) => void;
  readonly onWarning: (message: string, token: Token) => void;
  readonly onRegex: (source: string, token: Token) => void;
  /** A mistake after which the rest is read all the same. */
  readonly onError: (message: string, token: Token) => void;
}

/** Expressions that hold others. */
interface Outer {
  readonly list: () => Expression[];
  readonly sum: () => Expression;
  readonly unary: () => Expression;
}

/** Operands: what stands between operators. */
export class Primaries {
  readonly #tokens: TokenReader;
  readonly #scope: Scope;
  readonly #outer: Outer;

  constructor(tokens: TokenReader, scope: Scope, outer: Outer) {
    this.#tokens = tokens;
    this.#scope = scope;
    this.#outer = outer;
  }

  primary(): Expression {
    const token = this.#tokens.peek();
    switch (token.type) {
      case 'number':
      case 'text':
        return literalOf(this.#tokens.take());
      case 'name':
        return this.variable();
      case 'call':
        return this.#call();
      case 'builtin':
        return this.#builtin();
      case 'sign':
        return this.#signed();
      case 'newline':
      case 'eof':
        return this.#tokens.fail();
    }
  }

  #signed(): Expression {
    switch (this.#tokens.peek().text) {
      case '$':
        return this.#field();
      case '(':
        return this.#parenthesized();
      case '/':
      case '/=':
        return this.regex();
      case '++':
      case '--': {
        const by = this.#tokens.take().text === '++' ? 1 : -1;
        return { type: 'step', by, isBefore: true, target: this.target() };
      }
      case 'getline':
        return this.#getline();
      case '@':
        this.#tokens.take();
        if (this.#tokens.is('/', '/='))
          this.#tokens.fail(
            'maillage: les expressions régulières typées ne sont pas simulées dans ce cours',
          );
        if (this.#tokens.has('call'))
          this.#tokens.fail('maillage: les appels indirects ne sont pas simulés dans ce cours');
        return this.#tokens.fail();
      default:
        return this.#tokens.fail();
    }
  }

  regex(): Expression {
    const token = this.#tokens.peek();
    const source = this.#tokens.takeRegex();
    this.#scope.onRegex(source, token);
    return { type: 'regex', source };
  }

  #field(): Expression {
    this.#tokens.take();
    if (this.#tokens.is('getline')) this.#tokens.fail();
    if (this.#tokens.is('++', '--')) return { type: 'field', index: this.primary() };
    if (this.#tokens.is('!', '-', '+')) return { type: 'field', index: this.#outer.unary() };
    return { type: 'field', index: this.primary() };
  }

  #parenthesized(): Expression {
    this.#tokens.take();
    const all = this.#outer.list();
    this.#tokens.expect(')');
    const [only] = all;
    if (all.length === 1 && only) return { type: 'group', body: only };
    if (!this.#tokens.accept('in')) return this.#tokens.fail();
    return { type: 'in', keys: all, array: this.variable() };
  }

  #getline(): Expression {
    const line = this.#tokens.lineOf(this.#tokens.take());
    const target = this.getlineTarget();
    if (!this.#tokens.accept('<')) return { type: 'getline', from: undefined, target, line };
    return { type: 'getline', from: { type: 'file', name: this.#outer.sum() }, target, line };
  }

  getlineTarget(): Target | undefined {
    if (this.#tokens.is('$')) {
      const field = this.#field();
      return isTarget(field) ? field : undefined;
    }
    return this.#tokens.has('name') ? this.variable() : undefined;
  }

  /** A variable, an element or a field. */
  target(): Target {
    if (this.#tokens.has('name')) return this.variable();
    if (!this.#tokens.is('$')) return this.#tokens.fail();
    const field = this.#field();
    return isTarget(field) ? field : this.#tokens.fail();
  }

  /** A name alone: of an array, mostly. */
  name(): Name {
    if (!this.#tokens.has('name')) return this.#tokens.fail();
    const token = this.#tokens.take();
    const local = this.#scope.parameters.indexOf(token.text);
    if (local < 0) this.#scope.onVariable(token.text, token);
    return { type: 'name', name: token.text, local: local < 0 ? undefined : local };
  }

  variable(): Name | Subscript {
    const array = this.name();
    const keys = this.subscripts();
    return keys.length === 0 ? array : { type: 'index', array, keys };
  }

  subscripts(): Expression[][] {
    const keys: Expression[][] = [];
    while (this.#tokens.accept('[')) {
      keys.push(this.#outer.list());
      this.#tokens.expect(']');
    }
    return keys;
  }

  #arguments(): Expression[] {
    this.#tokens.expect('(');
    const args = this.#tokens.is(')') ? [] : this.#outer.list();
    return args;
  }

  #call(): Expression {
    const token = this.#tokens.take();
    const args = this.#arguments();
    this.#tokens.expect(')');
    this.#scope.onCall(token.text, token);
    for (const [i, { type }] of args.entries())
      if (type === 'regex')
        this.#scope.onWarning(
          `regexp constant for parameter #${i + 1} yields boolean value`,
          token,
        );
    return { type: 'call', name: token.text, args, line: this.#tokens.lineOf(token) };
  }

  #builtin(): Expression {
    const token = this.#tokens.take();
    const { text: name } = token;
    const line = this.#tokens.lineOf(token);
    if (name === 'length' && !this.#tokens.is('('))
      return { type: 'builtin', name, args: [], line };
    const args = this.#arguments();
    if (!this.#tokens.is(')')) this.#tokens.fail();
    const [least, most] = arities.get(name) ?? [0, 0];
    if (args.length < least || args.length > most)
      this.#tokens.fail(`${args.length} is invalid as number of arguments for ${name}`);
    const [, , third] = args;
    if ((name === 'sub' || name === 'gsub') && third && !isChangeable(third))
      this.#tokens.fail(`${name} third parameter is not a changeable object`);
    this.#tokens.expect(')');
    return { type: 'builtin', name, args, line };
  }
}

export function isTarget(expression: Expression): expression is Target {
  return ['name', 'index', 'field'].includes(expression.type);
}

/** Literals are taken, and stay what they are. */
function isChangeable({ type }: Expression): boolean {
  return ['name', 'index', 'field', 'number', 'text'].includes(type);
}
