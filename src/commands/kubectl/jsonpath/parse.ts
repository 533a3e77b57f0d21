import { parseInteger } from '#commands/kubectl/go-values.ts';
import { PathError } from './path-error.ts';
import { unquote } from './unquote.ts';

/** A template of kubectl's JSONPath dialect (client-go util/jsonpath, v0.35). */
export type PathNode =
  | { type: 'list'; nodes: readonly PathNode[] }
  | { type: 'text' | 'field' | 'word'; value: string }
  | { type: 'constant'; value: number | boolean; isFloat: boolean }
  | { type: 'slice'; from: Bound; to: Bound & { isDerived: boolean }; step: Bound }
  | { type: 'union'; nodes: readonly PathNode[] }
  | { type: 'filter'; left: PathNode; right: PathNode; operator: string }
  | { type: 'wildcard' | 'recursive' };

type Bound = { value: number; isKnown: boolean };

export function parsePath(text: string): PathNode[] {
  const nodes: PathNode[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('{', at);
    const end = open < 0 ? text.length : open;
    if (end > at) nodes.push({ type: 'text', value: text.slice(at, end) });
    if (open < 0) break;
    const action = new Action(text, open + 1);
    nodes.push(action.parse());
    at = action.at;
  }
  return nodes;
}

class Action {
  at: number;
  readonly #text: string;
  readonly #nodes: PathNode[] = [];

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  parse(): PathNode {
    for (;;) {
      const rest = this.#text.slice(this.at);
      if (rest.startsWith('}')) {
        this.at++;
        return { type: 'list', nodes: this.#nodes };
      }
      if (rest.startsWith('[?(')) this.#filter();
      else if (rest.startsWith('..')) this.#recursive();
      else this.#one(rest);
    }
  }

  #one(rest: string): void {
    const char = String.fromCodePoint(rest.codePointAt(0) ?? 10);
    if (rest === '' || char === '\n' || char === '\r') throw new PathError('unclosed action');
    if (char === ' ' || char === '@' || char === '$') this.at += 1;
    else if (char === '[') this.#array();
    else if (char === '"' || char === "'") this.#quote(char);
    else if (char === '.') {
      this.at++;
      this.#field();
    } else if (/[-+\d]/.test(char)) this.#number(rest);
    else if (/[\p{L}_]/u.test(char)) this.#word(rest);
    else throw new PathError(`unrecognized character in action: ${describeChar(char)}`);
  }

  #word(rest: string): void {
    const [word = ''] = /^[\p{L}\p{Nd}_]+/u.exec(rest) ?? [];
    this.at += word.length;
    if (word === 'true' || word === 'false')
      this.#nodes.push({ type: 'constant', value: word === 'true', isFloat: false });
    else this.#nodes.push({ type: 'word', value: word });
  }

  #number(rest: string): void {
    const [text = ''] = /^[-+]?[.\d]*/.exec(rest) ?? [];
    this.at += text.length;
    const isFloat = !/^[-+]?\d+$/.test(text);
    if (isFloat && !/^[-+]?(\d+\.?\d*|\.\d+)$/.test(text))
      throw new PathError(`cannot parse number ${text}`);
    this.#nodes.push({
      type: 'constant',
      value: isFloat ? Number(text) : parseInteger(text.replace(/^([-+]?)0+(?=\d)/, '$1')),
      isFloat,
    });
  }

  #field(): void {
    const [text = ''] = /^(?:\\[^]|[^\s.,[\]$@{}\\])*/.exec(this.#text.slice(this.at)) ?? [];
    this.at += text.length;
    if (text === '*') this.#nodes.push({ type: 'wildcard' });
    else this.#nodes.push({ type: 'field', value: text.replaceAll('\\', '') });
  }

  #recursive(): void {
    if (this.#nodes.at(-1)?.type === 'recursive')
      throw new PathError('invalid multiple recursive descent');
    this.at += 2;
    this.#nodes.push({ type: 'recursive' });
    if (/^[\p{L}\p{Nd}_]/u.test(this.#text.slice(this.at))) this.#field();
  }

  #quote(mark: string): void {
    let end = this.at + 1;
    while (this.#text[end] !== mark || this.#text[end - 1] === '\\') {
      if (end >= this.#text.length || this.#text[end] === '\n')
        throw new PathError('unterminated quoted string');
      end++;
    }
    const value = this.#text.slice(this.at, end + 1);
    this.at = end + 1;
    this.#nodes.push({ type: 'text', value: unquote(value) });
  }

  #array(): void {
    const end = this.#text.indexOf(']', this.at);
    const line = this.#text.indexOf('\n', this.at);
    if (end < 0 || (line >= 0 && line < end)) throw new PathError('unterminated array');
    const inside = this.#text.slice(this.at + 1, end);
    this.at = end + 1;
    const parts = inside.split(',');
    if (parts.length > 1)
      this.#nodes.push({
        type: 'union',
        nodes: parts.map((part) => parseAction(`[${part.trim()}]`)),
      });
    else this.#nodes.push(parseIndex(inside === '*' ? ':' : inside));
  }

  #filter(): void {
    const start = this.at + 3;
    let quoted = '';
    let end = start;
    for (; ; end++) {
      const char = this.#text[end];
      if (char === undefined || char === '\n') throw new PathError('unterminated filter');
      if (quoted !== '') {
        if (char === quoted && this.#text[end - 1] !== '\\') quoted = '';
      } else if (char === '"' || char === "'") quoted = char;
      else if (char === ')') break;
    }
    if (this.#text[end + 1] !== ']') throw new PathError('unclosed array expect ]');
    this.at = end + 2;
    this.#nodes.push(parseFilter(this.#text.slice(start, end)));
  }
}

function parseAction(text: string): PathNode {
  return new Action(`{${text}}`, 1).parse();
}

function parseFilter(text: string): PathNode {
  const [, left, operator = '', right = ''] = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(text) ?? [];
  if (left === undefined)
    return {
      type: 'filter',
      left: parseAction(text),
      right: { type: 'list', nodes: [] },
      operator: 'exists',
    };
  return { type: 'filter', left: parseAction(left), right: parseAction(right), operator };
}

function parseIndex(text: string): PathNode {
  const key = /^'([^']*)'$/.exec(text);
  if (key) return { type: 'field', value: key[1] ?? '' };
  const [, from = '', to, step] = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text) ?? [];
  if (!/^(-?\d*)(:-?\d*)?(:-?\d*)?$/.test(text)) throw new PathError(`invalid array index ${text}`);
  const first = bound(from);
  return {
    type: 'slice',
    from: first,
    to:
      to === undefined
        ? { value: first.value + 1, isKnown: true, isDerived: true }
        : { ...bound(to.slice(1)), isDerived: false },
    step: bound(step?.slice(1) ?? ''),
  };
}

function bound(text: string): Bound {
  return { value: Number(text || 0), isKnown: text !== '' };
}

function describeChar(char: string): string {
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${code} '${char}'`;
}
