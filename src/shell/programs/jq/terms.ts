import type { Ast, Definition, Pattern } from './ast.ts';
import { wordAt } from './lexer.ts';
import { keywords, type Tokens } from './tokens.ts';

/** What terms are made of, in their turn. */
export interface Parsers {
  readonly pipe: () => Ast;
  readonly definition: () => Definition;
  readonly alternative: () => Ast;
  readonly postfix: () => Ast;
}

const identity: Ast = { type: 'identity' };

/** Reads terms: what binds tighter than any operator. */
export class Terms {
  readonly #tokens: Tokens;
  readonly #parsers: Parsers;

  constructor(tokens: Tokens, parsers: Parsers) {
    this.#tokens = tokens;
    this.#parsers = parsers;
  }

  suffix(from: Ast): Ast | undefined {
    const { type, text } = this.#tokens.current;
    if (type === 'field') {
      this.#tokens.next();
      return { type: 'index', from, key: { type: 'literal', value: text.slice(1) } };
    }
    if (this.#tokens.is('.')) {
      const after = wordAt(this.#tokens.source, this.#tokens.current.end);
      if (after.text !== '"' && after.text !== '[') return undefined;
      this.#tokens.next();
      return after.text === '"'
        ? { type: 'index', from, key: this.#tokens.string('@text', this.#parsers.pipe) }
        : this.#bracket(from);
    }
    if (this.#tokens.is('[')) return this.#bracket(from);
    return this.#tokens.take('?') ? { type: 'try', body: from, handler: undefined } : undefined;
  }

  #bracket(from: Ast): Ast {
    this.#tokens.expect('[');
    if (this.#tokens.take(']')) return { type: 'each', from };
    if (this.#tokens.take(':')) {
      const high = this.#parsers.pipe();
      this.#tokens.expect(']');
      return { type: 'slice', from, low: undefined, high };
    }
    const key = this.#parsers.pipe();
    if (!this.#tokens.take(':')) {
      this.#tokens.expect(']');
      return { type: 'index', from, key };
    }
    const high = this.#tokens.is(']') ? undefined : this.#parsers.pipe();
    this.#tokens.expect(']');
    return { type: 'slice', from, low: key, high };
  }

  term(): Ast {
    const { type, text } = this.#tokens.current;
    switch (type) {
      case 'number':
        this.#tokens.next();
        return { type: 'literal', value: Number(text) };
      case 'quote':
        return this.#tokens.string('@text', this.#parsers.pipe);
      case 'format':
        this.#tokens.next();
        return this.#tokens.current.type === 'quote'
          ? this.#tokens.string(text, this.#parsers.pipe)
          : { type: 'format', name: text };
      case 'variable':
        return this.#variableTerm();
      case 'field':
        this.#tokens.next();
        return { type: 'index', from: identity, key: { type: 'literal', value: text.slice(1) } };
      case 'name':
        return this.#named(text);
      case 'sign':
      case 'end':
        return this.#signed(text);
    }
  }

  #variableTerm(): Ast {
    const at = this.#tokens.current.at;
    const name = this.#tokens.variable();
    if (name !== '$__loc__') return { type: 'variable', name, at };
    const line = this.#tokens.source.slice(0, at).split('\n').length;
    return { type: 'literal', value: { file: '<top-level>', line } };
  }

  #signed(text: string): Ast {
    if (this.#tokens.take('-')) return { type: 'negate', body: this.#parsers.postfix() };
    if (this.#tokens.take('..')) return { type: 'recurse' };
    if (this.#tokens.take('(')) {
      const body = this.#parsers.pipe();
      this.#tokens.expect(')');
      return body;
    }
    if (this.#tokens.take('[')) {
      if (this.#tokens.take(']')) return { type: 'array', body: undefined };
      const body = this.#parsers.pipe();
      this.#tokens.expect(']');
      return { type: 'array', body };
    }
    if (text === '{') return this.#object();
    if (!this.#tokens.take('.')) return this.#tokens.unexpected();
    return this.#tokens.current.type === 'quote'
      ? { type: 'index', from: identity, key: this.#tokens.string('@text', this.#parsers.pipe) }
      : identity;
  }

  #named(text: string): Ast {
    if (text === 'if') return this.#condition();
    if (text === 'reduce' || text === 'foreach') return this.#fold(text);
    if (text === 'def') {
      const definition = this.#parsers.definition();
      return { type: 'def', definition, body: this.#parsers.pipe() };
    }
    if (this.#tokens.take('try')) {
      const body = this.#postTerm();
      return {
        type: 'try',
        body,
        handler: this.#tokens.take('catch') ? this.#postTerm() : undefined,
      };
    }
    if (keywords.has(text)) return this.#tokens.unexpected();
    const { at } = this.#tokens.next();
    if (text === 'break') return { type: 'break', name: this.#tokens.variable(), at };
    if (text === 'null' || text === 'true' || text === 'false')
      return { type: 'literal', value: text === 'null' ? null : text === 'true' };
    const args: Ast[] = [];
    if (this.#tokens.take('(')) {
      do args.push(this.#parsers.pipe());
      while (this.#tokens.take(';'));
      this.#tokens.expect(')');
    }
    return { type: 'call', name: text, args, at };
  }

  /** A term and what follows it directly. */
  #postTerm(): Ast {
    let term = this.term();
    for (let next = this.suffix(term); next; next = this.suffix(term)) term = next;
    return term;
  }

  /** Its `if` or `elif` not read yet. */
  #condition(): Ast {
    this.#tokens.next();
    const condition = this.#parsers.pipe();
    this.#tokens.expect('then');
    const body = this.#parsers.pipe();
    if (this.#tokens.is('elif'))
      return { type: 'if', condition, body, otherwise: this.#condition() };
    const otherwise = this.#tokens.take('else') ? this.#parsers.pipe() : undefined;
    this.#tokens.expect('end');
    return { type: 'if', condition, body, otherwise };
  }

  #fold(type: 'reduce' | 'foreach'): Ast {
    this.#tokens.next();
    const source = this.#postTerm();
    this.#tokens.expect('as');
    const pattern = this.pattern();
    this.#tokens.expect('(');
    const init = this.#parsers.pipe();
    this.#tokens.expect(';');
    const update = this.#parsers.pipe();
    const extract = type === 'foreach' && this.#tokens.take(';') ? this.#parsers.pipe() : undefined;
    this.#tokens.expect(')');
    return { type, source, pattern, init, update, extract };
  }

  #object(): Ast {
    this.#tokens.expect('{');
    const entries: [Ast, Ast][] = [];
    while (!this.#tokens.is('}')) {
      entries.push(this.#entry());
      if (!this.#tokens.take(',')) break;
    }
    this.#tokens.expect('}');
    return { type: 'object', entries };
  }

  #entry(): [Ast, Ast] {
    const { type, text } = this.#tokens.current;
    if (type === 'variable') {
      const variable = this.#variableTerm();
      return [{ type: 'literal', value: text.slice(1) }, variable];
    }
    const key = this.#key();
    if (this.#tokens.take(':')) return [key, this.#objectValue()];
    if (key.type !== 'literal' && key.type !== 'string') this.#tokens.unexpected();
    return [key, { type: 'index', from: identity, key }];
  }

  #objectValue(): Ast {
    const left = this.#parsers.alternative();
    return this.#tokens.take('|') ? { type: 'pipe', left, right: this.#objectValue() } : left;
  }

  #key(): Ast {
    const { type, text } = this.#tokens.current;
    if (type === 'quote') return this.#tokens.string('@text', this.#parsers.pipe);
    if (type === 'format') {
      this.#tokens.next();
      return this.#tokens.string(text, this.#parsers.pipe);
    }
    if (this.#tokens.take('(')) {
      const key = this.#parsers.pipe();
      this.#tokens.expect(')');
      return key;
    }
    if (type !== 'name' && type !== 'number') return this.#tokens.unexpected();
    this.#tokens.next();
    return { type: 'literal', value: text };
  }

  pattern(): Pattern {
    if (this.#tokens.current.type === 'variable')
      return { type: 'variable', name: this.#tokens.variable() };
    if (this.#tokens.take('[')) {
      const items = [this.pattern()];
      while (this.#tokens.take(',')) items.push(this.pattern());
      this.#tokens.expect(']');
      return { type: 'array', items };
    }
    this.#tokens.expect('{');
    const entries = [this.#patternEntry()];
    while (this.#tokens.take(',')) entries.push(this.#patternEntry());
    this.#tokens.expect('}');
    return { type: 'object', entries };
  }

  #patternEntry(): { key: Ast; variable: string | undefined; pattern: Pattern | undefined } {
    const variable = this.#tokens.current.type === 'variable' ? this.#tokens.variable() : undefined;
    const key: Ast =
      variable === undefined ? this.#key() : { type: 'literal', value: variable.slice(1) };
    const pattern = this.#tokens.take(':') ? this.pattern() : undefined;
    if (variable === undefined && !pattern) this.#tokens.unexpected();
    return { key, variable, pattern };
  }
}
