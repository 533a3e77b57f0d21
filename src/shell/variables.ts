import { ShellError } from './leave.ts';

export interface Variable {
  kind: 'scalar' | 'indexed' | 'associative';
  value?: string | undefined;
  /** Elements; the keys of an indexed array are whole numbers in decimal. */
  items?: Map<string, string> | undefined;
  /** Letters of `declare`: x exported, r read-only, i integer, l lower, u upper, n reference. */
  flags: string;
}

export interface AssignOptions {
  index?: string | undefined;
  append?: boolean | undefined;
}

/** Computes an arithmetic expression: for integer variables and subscripts. */
export type Compute = (text: string) => bigint;

/** Names and values of one shell, with the local ones of the functions that run. */
export class Variables {
  /** The last scope is the innermost. */
  private scopes: Map<string, Variable>[] = [new Map()];
  compute: Compute = () => 0n;
  /** `set -u`: arithmetic met a name without value. */
  onUnset: ((name: string) => void) | undefined;
  /** Values made when they are read: RANDOM, SECONDS. */
  dynamic = new Map<string, () => string>();
  onAssign = new Map<string, (value: string) => void>();

  fork(): Variables {
    const copy = new Variables();
    copy.dynamic = new Map(this.dynamic);
    copy.scopes = this.scopes.map(
      (scope) => new Map([...scope].map(([name, variable]) => [name, cloneOf(variable)])),
    );
    return copy;
  }

  /** Follows references. */
  resolve(name: string): string {
    let target = name;
    for (let turns = 0; turns < 8; turns += 1) {
      const variable = this.own(target);
      if (!variable?.flags.includes('n') || !variable.value) return target;
      target = variable.value;
    }
    throw new ShellError(`warning: ${name}: circular name reference`);
  }

  own(name: string): Variable | undefined {
    for (let i = this.scopes.length - 1; i >= 0; i -= 1) {
      const variable = this.scopes[i]?.get(name);
      if (variable) return variable;
    }
    return undefined;
  }

  find(name: string): Variable | undefined {
    return this.own(this.resolve(name));
  }

  get(name: string): string | undefined {
    const dynamic = this.dynamic.get(name);
    if (dynamic) return dynamic();
    const variable = this.find(name);
    if (!variable) return undefined;
    return variable.kind === 'scalar' ? variable.value : variable.items?.get('0');
  }

  /** Keys in their order: ascending for an indexed array. */
  keys(name: string): string[] {
    const variable = this.find(name);
    if (!variable) return [];
    if (variable.kind === 'scalar') return variable.value === undefined ? [] : ['0'];
    const keys = [...(variable.items?.keys() ?? [])];
    return variable.kind === 'indexed' ? keys.sort((a, b) => Number(a) - Number(b)) : keys;
  }

  element(name: string, key: string): string | undefined {
    const variable = this.find(name);
    if (variable?.kind === 'scalar') return key === '0' ? variable.value : undefined;
    return variable?.items?.get(key);
  }

  /** The key that a subscript means: negative numbers count from the end. */
  keyOf(name: string, subscript: string): string {
    const variable = this.find(name);
    if (variable?.kind === 'associative') return subscript;
    const number = Number(this.compute(subscript));
    if (number >= 0) return String(number);
    const last = Number(this.keys(name).at(-1) ?? -1);
    if (last + 1 + number < 0) throw new ShellError(`${name}[${subscript}]: bad array subscript`);
    return String(last + 1 + number);
  }

  set(given: string, value: string, { index, append = false }: AssignOptions = {}): void {
    const [name, inner] = splitReference(this.resolve(given));
    const subscript = index ?? inner;
    this.onAssign.get(name)?.(value);
    const variable = this.own(name) ?? this.declare(name, '', this.scopes[0]);
    if (variable.flags.includes('r')) throw new ShellError(`${name}: readonly variable`, 1, 'line');
    if (subscript !== undefined && variable.kind === 'scalar') becomeArray(variable, 'indexed');
    if (variable.kind === 'scalar') {
      variable.value = this.shaped(variable, value, append ? variable.value : undefined);
      return;
    }
    const key = subscript === undefined ? '0' : this.keyOf(name, subscript);
    const items = (variable.items ??= new Map());
    items.set(key, this.shaped(variable, value, append ? items.get(key) : undefined));
  }

  /** Replaces all the elements, or adds to them. */
  setItems(given: string, items: Iterable<[string | undefined, string]>, append = false): void {
    const name = this.resolve(given);
    const variable = this.own(name) ?? this.declare(name, '', this.scopes[0]);
    if (variable.flags.includes('r')) throw new ShellError(`${name}: readonly variable`, 1, 'line');
    if (variable.kind === 'scalar') becomeArray(variable, 'indexed');
    if (!append || !variable.items) variable.items = new Map();
    let next = append ? Number(this.keys(name).at(-1) ?? -1) + 1 : 0;
    for (const [subscript, value] of items) {
      const key = subscript === undefined ? String(next) : this.keyOf(name, subscript);
      variable.items.set(key, this.shaped(variable, value, undefined));
      next = Number(key) + 1;
    }
  }

  private shaped(variable: Variable, value: string, before: string | undefined): string {
    if (variable.flags.includes('i')) {
      const added = this.compute(value);
      return String(before === undefined ? added : this.compute(before || '0') + added);
    }
    const text = (before ?? '') + value;
    if (variable.flags.includes('l')) return text.toLowerCase();
    return variable.flags.includes('u') ? text.toUpperCase() : text;
  }

  /** Makes a variable without value, in the innermost scope unless another is given. */
  declare(name: string, flags: string, scope = this.scopes.at(-1)): Variable {
    const variable: Variable = { kind: 'scalar', flags };
    scope?.set(name, variable);
    return variable;
  }

  declareGlobal(name: string): Variable {
    return this.scopes[0]?.get(name) ?? this.declare(name, '', this.scopes[0]);
  }

  isLocal(name: string): boolean {
    return this.scopes.at(-1)?.has(name) ?? false;
  }

  localNames(): string[] {
    return [...(this.scopes.at(-1)?.keys() ?? [])];
  }

  unset(given: string, subscript?: string): void {
    const name = this.resolve(given);
    const variable = this.own(name);
    if (!variable) return;
    if (variable.flags.includes('r'))
      throw new ShellError(`unset: ${name}: cannot unset: readonly variable`);
    if (subscript !== undefined && variable.kind !== 'scalar') {
      if (subscript === '@' || subscript === '*') variable.items?.clear();
      else variable.items?.delete(this.keyOf(name, subscript));
      return;
    }
    this.dynamic.delete(name);
    this.remove(name);
  }

  private remove(name: string): void {
    for (let i = this.scopes.length - 1; i >= 0; i -= 1) {
      const scope = this.scopes[i];
      if (!scope?.has(name)) continue;
      // A local one stays known as unset, so that it keeps hiding the outer one.
      if (i === this.scopes.length - 1 && i > 0) scope.set(name, { kind: 'scalar', flags: '' });
      else scope.delete(name);
      return;
    }
  }

  pushScope(): void {
    this.scopes.push(new Map());
  }

  popScope(): void {
    this.scopes.pop();
  }

  /** Names of what has a value, sorted. */
  names(prefix = ''): string[] {
    const names = new Set<string>();
    for (const scope of this.scopes) for (const name of scope.keys()) names.add(name);
    return [...names].filter((name) => name.startsWith(prefix)).sort();
  }

  exported(): Map<string, string> {
    const result = new Map<string, string>();
    for (const scope of this.scopes) {
      for (const [name, { flags, kind, value }] of scope) {
        if (flags.includes('x') && kind === 'scalar' && value !== undefined) {
          result.set(name, value);
        } else result.delete(name);
      }
    }
    return result;
  }
}

export function becomeArray(variable: Variable, kind: 'indexed' | 'associative'): void {
  if (variable.kind !== 'scalar') return;
  variable.items = variable.value === undefined ? new Map() : new Map([['0', variable.value]]);
  variable.value = undefined;
  variable.kind = kind;
}

/** `a[1]` is an element: a reference may name one. */
export function splitReference(text: string): [string, string | undefined] {
  const match = /^([A-Za-z_]\w*)\[([^]*)\]$/.exec(text);
  return match?.[1] === undefined ? [text, undefined] : [match[1], match[2]];
}

export function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}

function cloneOf(variable: Variable): Variable {
  return variable.items ? { ...variable, items: new Map(variable.items) } : { ...variable };
}
