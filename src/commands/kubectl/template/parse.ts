import { unquoteGo } from './strings.ts';
import { type Part, TemplateSyntaxError, type Token, splitParts } from './lex.ts';

export type Node =
  | { type: 'text'; text: string }
  | { type: 'action'; pipe: Pipe }
  | { type: 'if' | 'with' | 'range'; pipe: Pipe; body: Node[]; otherwise: Node[] }
  | { type: 'template'; name: string; pipe: Pipe | undefined; at: number }
  | { type: 'break' | 'continue' };

export interface Pipe {
  variables: string[];
  /** `=` rather than `:=`. */
  assigns: boolean;
  commands: Command[];
  text: string;
  at: number;
}

export interface Command {
  operands: Operand[];
  text: string;
  at: number;
}

export type Operand = { text: string; at: number } & (
  | { type: 'dot' | 'nil' }
  | { type: 'constant'; value: boolean | string | number }
  | { type: 'field'; path: string[] }
  | { type: 'variable'; name: string; path: string[] }
  | { type: 'call'; name: string }
  | { type: 'pipe'; pipe: Pipe; path: string[] }
);

export interface Template {
  body: Node[];
  defined: ReadonlyMap<string, Node[]>;
}

/** Refuses as Go does; `at` of the error tells the line. */
export function parseTemplate(source: string, functions: ReadonlySet<string>): Template {
  return new Parser(source, functions).template();
}

type Stop = 'end' | 'else' | 'eof';

class Parser {
  readonly #parts: Part[];
  readonly #functions: ReadonlySet<string>;
  readonly #length: number;
  readonly #defined = new Map<string, Node[]>();
  #scope: string[] = ['$'];
  #next = 0;
  #tokens: Token[] = [];
  #loops = 0;

  constructor(source: string, functions: ReadonlySet<string>) {
    this.#parts = splitParts(source);
    this.#functions = functions;
    this.#length = source.length;
  }

  template(): Template {
    const [body, stop, at] = this.#list();
    if (stop !== 'eof') throw new TemplateSyntaxError(`unexpected {{${stop}}}`, at);
    return { body, defined: this.#defined };
  }

  #list(): [Node[], Stop, number] {
    const nodes: Node[] = [];
    for (;;) {
      const part = this.#parts[this.#next++];
      if (part === undefined) return [nodes, 'eof', this.#length];
      if (part.type === 'text') {
        nodes.push(part);
        continue;
      }
      this.#tokens = part.tokens;
      this.#skipSpace();
      const [first] = this.#tokens;
      const word = first?.type === 'word' ? first.text : '';
      if (word === 'end' || word === 'else') {
        this.#tokens.shift();
        return [nodes, word, part.at];
      }
      nodes.push(...this.#statement(word, part.at));
    }
  }

  #statement(word: string, at: number): Node[] {
    switch (word) {
      case 'if':
      case 'with':
      case 'range':
        this.#tokens.shift();
        return [this.#control(word)];
      case 'define':
      case 'block':
      case 'template':
        this.#tokens.shift();
        return this.#named(word, at);
      case 'break':
      case 'continue':
        if (this.#loops === 0) throw new TemplateSyntaxError(`{{${word}}} outside {{range}}`, at);
        return [{ type: word }];
      default:
        return [{ type: 'action', pipe: this.#pipe('command', false) }];
    }
  }

  #control(type: 'if' | 'with' | 'range'): Node {
    const scope = [...this.#scope];
    const pipe = this.#pipe(type, type === 'range');
    if (type === 'range') this.#loops++;
    const [body, stop, at] = this.#list();
    if (type === 'range') this.#loops--;
    let otherwise: Node[] = [];
    if (stop === 'else') otherwise = this.#otherwise(type, at);
    else if (stop === 'eof') throw new TemplateSyntaxError('unexpected EOF', at);
    this.#scope = scope;
    return { type, pipe, body, otherwise };
  }

  #otherwise(type: 'if' | 'with' | 'range', at: number): Node[] {
    this.#skipSpace();
    const [next] = this.#tokens;
    if (next?.type === 'word' && next.text === type && type !== 'range') {
      this.#tokens.shift();
      return [this.#control(type)];
    }
    if (next?.type !== 'end') throw this.#unexpected(next, '{{else}}');
    const [nodes, stop, end] = this.#list();
    if (stop === 'eof') throw new TemplateSyntaxError('unexpected EOF', end);
    if (stop === 'else') throw new TemplateSyntaxError('expected end; found {{else}}', at);
    return nodes;
  }

  #named(word: 'define' | 'block' | 'template', at: number): Node[] {
    this.#skipSpace();
    const token = this.#tokens.shift();
    if (token?.type !== 'string') throw this.#unexpected(token, `${word} clause`);
    const name = unquoteGo(token.text);
    this.#skipSpace();
    const hasPipe = this.#tokens[0]?.type !== 'end' && word !== 'define';
    const pipe = hasPipe ? this.#pipe(`${word} clause`, false) : undefined;
    if (word === 'template') return [{ type: 'template', name, pipe, at }];
    const scope = this.#scope;
    this.#scope = ['$'];
    const [nodes, stop, end] = this.#list();
    this.#scope = scope;
    if (stop !== 'end') throw new TemplateSyntaxError('unexpected EOF', end);
    this.#defined.set(name, nodes);
    return word === 'block' ? [{ type: 'template', name, pipe, at }] : [];
  }

  #pipe(context: string, isRange: boolean): Pipe {
    this.#skipSpace();
    const at = this.#tokens[0]?.at ?? 0;
    const pipe: Pipe = { variables: [], assigns: false, commands: [], text: '', at };
    this.#declarations(pipe, isRange);
    for (;;) {
      this.#skipSpace();
      const [next] = this.#tokens;
      if (next === undefined || next.type === 'end' || next.type === ')') break;
      if (/^(\||other|,|:=|=)$/.test(next.type)) throw this.#unexpected(next, context);
      pipe.commands.push(this.#command(context));
      this.#skipSpace();
      if (this.#tokens[0]?.type === '|') this.#tokens.shift();
    }
    if (pipe.commands.length === 0)
      throw new TemplateSyntaxError(`missing value for ${context}`, this.#tokens[0]?.at ?? 0);
    const declared =
      pipe.variables.length > 0 ? `${pipe.variables.join(', ')} ${pipe.assigns ? '=' : ':='} ` : '';
    pipe.text = declared + pipe.commands.map((command) => command.text).join(' | ');
    return pipe;
  }

  #declarations(pipe: Pipe, isRange: boolean): void {
    const source = this.#tokens.filter(({ type }) => type !== 'space');
    const end = source.findIndex(({ type }) => type === ':=' || type === '=');
    if (source[0]?.type !== 'variable' || end < 1) return;
    const names = source.slice(0, end).filter(({ type }) => type !== ',');
    if (names.some(({ type }) => type !== 'variable')) return;
    if (names.length > (isRange ? 2 : 1))
      throw new TemplateSyntaxError(
        `too many declarations in ${isRange ? 'range' : 'command'}`,
        source[0].at,
      );
    const operator = source[end];
    pipe.assigns = operator?.type === '=';
    pipe.variables = names.map(({ text }) => text);
    if (pipe.assigns) for (const { text, at } of names) this.#checkVariable(text, at);
    this.#tokens = this.#tokens.slice(this.#tokens.findIndex((token) => token === operator) + 1);
    this.#scope.push(...pipe.variables);
  }

  #command(context: string): Command {
    const operands: Operand[] = [];
    const at = this.#tokens[0]?.at ?? 0;
    for (;;) {
      this.#skipSpace();
      const [next] = this.#tokens;
      if (next === undefined || next.type === 'end' || next.type === '|' || next.type === ')')
        break;
      operands.push(this.#operand(context));
      const [after] = this.#tokens;
      if (after !== undefined && !/^(space|end|\||\))$/.test(after.type))
        throw this.#unexpected(after, 'operand');
    }
    return { operands, at, text: operands.map(({ text }) => text).join(' ') };
  }

  #operand(context: string): Operand {
    const token = this.#tokens.shift();
    if (token === undefined) throw this.#unexpected(token, context);
    const term = this.#term(token);
    const path: string[] = [];
    const first = this.#tokens[0];
    while (this.#tokens[0]?.type === 'field') path.push(this.#tokens.shift()?.text.slice(1) ?? '');
    if (path.length === 0 || first === undefined) return term;
    const place = { text: `${term.text}${path.map((name) => `.${name}`).join('')}`, at: first.at };
    if (term.type === 'field' || term.type === 'variable' || term.type === 'pipe')
      return { ...term, ...place, path: [...term.path, ...path] };
    if (term.type === 'dot') return { ...place, type: 'field', path, text: place.text.slice(1) };
    throw new TemplateSyntaxError(
      `unexpected <${path[0]}> after term ${JSON.stringify(term.text)}`,
      first.at,
    );
  }

  #term(token: Token): Operand {
    const { text, at } = token;
    switch (token.type) {
      case 'dot':
        return { type: 'dot', text, at };
      case 'field':
        return { type: 'field', path: [text.slice(1)], text, at };
      case 'variable':
        this.#checkVariable(text, at);
        return { type: 'variable', name: text, path: [], text, at };
      case 'string':
        return { type: 'constant', value: unquoteGo(text), text, at };
      case 'char':
        return {
          type: 'constant',
          value: unquoteGo(`"${text.slice(1, -1)}"`).codePointAt(0) ?? 0,
          text,
          at,
        };
      case 'number':
        return { type: 'constant', value: Number(text.replaceAll('_', '')), text, at };
      case '(':
        return this.#parenthesised(at);
      case 'word':
        return this.#word(text, at);
      case 'space':
      case ')':
      case '|':
      case ',':
      case ':=':
      case '=':
      case 'other':
      case 'end':
        throw this.#unexpected(token, 'operand');
    }
  }

  #parenthesised(at: number): Operand {
    const pipe = this.#pipe('parenthesized pipeline', false);
    this.#skipSpace();
    this.#tokens.shift();
    return { type: 'pipe', pipe, path: [], text: `(${pipe.text})`, at };
  }

  #word(text: string, at: number): Operand {
    if (text === 'true' || text === 'false')
      return { type: 'constant', value: text === 'true', text, at };
    if (text === 'nil') return { type: 'nil', text, at };
    if (!this.#functions.has(text))
      throw new TemplateSyntaxError(`function "${text}" not defined`, at);
    return { type: 'call', name: text, text, at };
  }

  #checkVariable(name: string, at: number): void {
    if (!this.#scope.includes(name))
      throw new TemplateSyntaxError(`undefined variable "${name}"`, at);
  }

  #skipSpace(): void {
    while (this.#tokens[0]?.type === 'space') this.#tokens.shift();
  }

  #unexpected(token: Token | undefined, context: string): TemplateSyntaxError {
    if (token === undefined || token.type === 'end')
      return new TemplateSyntaxError(`unexpected "}}" in ${context}`, token?.at ?? 0);
    return new TemplateSyntaxError(
      `unexpected ${JSON.stringify(token.text)} in ${context}`,
      token.at,
    );
  }
}
