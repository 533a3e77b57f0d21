import { isRecord } from '#commands/kubectl/json.ts';
import { formatGo, goType, sortedKeys } from '#commands/kubectl/jsonpath/evaluate.ts';
import { checkCount, checkText, type Piped, typeOf, typeOfCommand } from './arguments.ts';
import { CallError, functions, isTrue } from './functions.ts';
import type { Command, Node, Operand, Pipe, Template } from './parse.ts';
import { TemplateError } from './template-error.ts';

type Signal = 'break' | 'continue' | undefined;

export interface ExecuteOptions {
  allowsMissingKeys: boolean;
}

export function executeTemplate(
  template: Template,
  value: unknown,
  options: ExecuteOptions,
): { text: string; error?: TemplateError } {
  const execution = new Execution(template, options);
  try {
    execution.run(template.body, value);
    return { text: execution.text };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { text: execution.text, error };
  }
}

class Execution {
  text = '';
  readonly #template: Template;
  readonly #options: ExecuteOptions;
  #variables: [string, unknown][] = [];
  #depth = 0;

  constructor(template: Template, options: ExecuteOptions) {
    this.#template = template;
    this.#options = options;
  }

  run(nodes: readonly Node[], dot: unknown): void {
    const outside = this.#variables;
    this.#variables = [['$', dot]];
    this.#walk(nodes, dot);
    this.#variables = outside;
  }

  #walk(nodes: readonly Node[], dot: unknown): Signal {
    for (const node of nodes) {
      const signal = this.#node(node, dot);
      if (signal !== undefined) return signal;
    }
    return undefined;
  }

  #node(node: Node, dot: unknown): Signal {
    switch (node.type) {
      case 'text':
        this.text += node.text;
        return undefined;
      case 'action': {
        const value = this.#pipe(node.pipe, dot);
        if (node.pipe.variables.length === 0) this.text += printed(value);
        return undefined;
      }
      case 'break':
      case 'continue':
        return node.type;
      case 'template':
        this.#call(node, dot);
        return undefined;
      case 'range':
        this.#scoped(() => this.#range(node, dot));
        return undefined;
      case 'if':
      case 'with':
        return this.#scoped(() => {
          const value = this.#pipe(node.pipe, dot);
          const inner = node.type === 'with' ? value : dot;
          return isTrue(value) ? this.#walk(node.body, inner) : this.#walk(node.otherwise, dot);
        });
    }
  }

  #scoped<T>(work: () => T): T {
    const mark = this.#variables.length;
    const result = work();
    this.#variables.length = mark;
    return result;
  }

  #call(node: Extract<Node, { type: 'template' }>, dot: unknown): void {
    const body = this.#template.defined.get(node.name);
    const place = { at: node.at, text: `{{template "${node.name}"}}` };
    if (body === undefined) throw new TemplateError(`template "${node.name}" not defined`, place);
    if (++this.#depth > 1000)
      throw new TemplateError('exceeded maximum template depth (100000)', place);
    this.run(body, node.pipe === undefined ? undefined : this.#pipe(node.pipe, dot));
    this.#depth--;
  }

  #range(node: Extract<Node, { type: 'if' | 'with' | 'range' }>, dot: unknown): void {
    const { pipe, body, otherwise } = node;
    const value = this.#pipe({ ...pipe, variables: [] }, dot);
    const entries = entriesOf(value, pipe);
    if (entries.length === 0) this.#walk(otherwise, dot);
    for (const [key, item] of entries) {
      const signal = this.#scoped(() => {
        const [first, second] = pipe.variables;
        const set = (name: string, to: unknown) =>
          pipe.assigns ? this.#assign(name, to) : this.#variables.push([name, to]);
        if (first !== undefined) set(first, second === undefined ? item : key);
        if (second !== undefined) set(second, item);
        return this.#walk(body, item);
      });
      if (signal === 'break') break;
    }
  }

  #assign(name: string, value: unknown): void {
    const slot = this.#variables.findLast(([known]) => known === name);
    if (slot !== undefined) slot[1] = value;
  }

  #pipe(pipe: Pipe, dot: unknown): unknown {
    let value: unknown;
    for (const [at, command] of pipe.commands.entries())
      value = this.#command(
        command,
        dot,
        at === 0 ? undefined : { value, type: typeOfCommand(pipe.commands[at - 1]) },
      );
    for (const name of pipe.variables)
      if (pipe.assigns) this.#assign(name, value);
      else this.#variables.push([name, value]);
    return value;
  }

  #command(command: Command, dot: unknown, piped: Piped | undefined): unknown {
    const [first, ...rest] = command.operands;
    if (first === undefined) return undefined;
    if (first.type === 'call') return this.#function(command, first.name, { rest, dot, piped });
    if (rest.length > 0 || piped !== undefined) {
      const what =
        first.type === 'field' || first.type === 'variable' ? lastName(first) : first.text;
      throw new TemplateError(
        first.type === 'field'
          ? `${what} is not a method but has arguments`
          : `can't give argument to non-function ${first.text}`,
        first,
      );
    }
    if (first.type === 'nil') throw new TemplateError('nil is not a command', first);
    return this.#operand(first, dot);
  }

  #function(
    command: Command,
    name: string,
    { rest, dot, piped }: { rest: readonly Operand[]; dot: unknown; piped: Piped | undefined },
  ): unknown {
    checkCount(command, name, rest.length + (piped === undefined ? 0 : 1));
    if (name === 'and' || name === 'or') {
      let value: unknown;
      for (const operand of rest) {
        value = this.#operand(operand, dot);
        if (isTrue(value) === (name === 'or')) return value;
      }
      return piped === undefined ? value : piped.value;
    }
    const args = rest.map((operand) => this.#operand(operand, dot));
    const given = rest.map(typeOf);
    if (piped !== undefined) {
      args.push(piped.value);
      given.push(piped.type);
    }
    const types = given.map((type, at) => type || goType(args[at]));
    const [first = command.operands[0] ?? command] = rest;
    if (name === 'base64decode' || name === 'printf') checkText(args[0], types[0], first);
    try {
      const written = first.text.replace(/^\((.*)\)$/s, '$1');
      return functions.get(name)?.(args, types, rest.length > 0 ? written : formatGo(args[0]));
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      throw new TemplateError(`error calling ${name}: ${error.message}`, command);
    }
  }

  #operand(operand: Operand, dot: unknown): unknown {
    switch (operand.type) {
      case 'dot':
        return dot;
      case 'nil':
        return null;
      case 'constant':
        return operand.value;
      case 'field':
        return this.#fields(dot, operand.path, operand);
      case 'variable':
        return this.#fields(
          this.#variables.findLast(([name]) => name === operand.name)?.[1],
          operand.path,
          operand,
        );
      case 'pipe':
        return this.#fields(this.#pipe(operand.pipe, dot), operand.path, operand);
      case 'call':
        return this.#function({ operands: [operand], ...operand }, operand.name, {
          rest: [],
          dot,
          piped: undefined,
        });
    }
  }

  #fields(
    receiver: unknown,
    path: readonly string[],
    place: { at: number; text: string },
  ): unknown {
    let found = receiver;
    for (const name of path) {
      if (found === undefined) {
        if (!this.#options.allowsMissingKeys)
          throw new TemplateError(`nil data; no entry for key "${name}"`, place);
        return undefined;
      }
      if (found === null)
        throw new TemplateError(`nil pointer evaluating interface {}.${name}`, place);
      if (!isRecord(found))
        throw new TemplateError(`can't evaluate field ${name} in type interface {}`, place);
      if (Object.hasOwn(found, name)) found = found[name];
      else if (this.#options.allowsMissingKeys) found = undefined;
      else throw new TemplateError(`map has no entry for key "${name}"`, place);
    }
    return found;
  }
}

function lastName(operand: Extract<Operand, { type: 'field' | 'variable' }>): string {
  return operand.path.at(-1) ?? operand.text;
}

function printed(value: unknown): string {
  return value === undefined || value === null ? '<no value>' : formatGo(value);
}

function entriesOf(value: unknown, pipe: Pipe): [unknown, unknown][] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map((item, at) => [at, item]);
  if (isRecord(value)) return sortedKeys(value).map((key) => [key, value[key]]);
  if (typeof value === 'number' && Number.isInteger(value) && value < 1e6)
    return Array.from({ length: Math.max(0, value) }, (_, at) => [at, at]);
  throw new TemplateError(`range can't iterate over ${formatGo(value)}`, {
    at: pipe.at,
    text: pipe.text,
  });
}
