import type { Ast } from './ast.ts';
import { Break, fail, JqError, SyntaxProblem } from './errors.ts';
import { isTrue, type Json } from './json.ts';
import { make } from './make.ts';
import { indexOf, sliceOf } from './paths.ts';
import { matched, namesOf } from './patterns.ts';
import { each, made, moved } from './steps.ts';
import { functionOf, labelOf, withValue, type Closure, type Item, type Scope } from './scope.ts';

type Control = Extract<
  Ast,
  {
    type:
      | 'if'
      | 'alternative'
      | 'try'
      | 'bind'
      | 'def'
      | 'call'
      | 'label'
      | 'break'
      | 'reduce'
      | 'foreach';
  }
>;
/** A kind of filter, among those that are written alike. */
type Of<T extends Ast['type']> = Ast & { readonly type: T };

/** A function that is not written in jq: it is given filters, and gives items. */
export type Native = (args: readonly Closure[], item: Item, machine: Machine) => Iterable<Item>;

export interface Library {
  readonly native: (name: string, arity: number) => Native | undefined;
}

/** Filters evaluated one after the other: a bound on those that give nothing for too long. */
const mostSteps = 3_000_000;

/** Runs filters, item by item: what is not asked for is not computed. */
export class Machine {
  readonly #library: Library;
  #steps = 0;

  constructor(library: Library) {
    this.#library = library;
  }

  /** Counts a turn of what might never end. */
  step(): void {
    this.#steps += 1;
    if (this.#steps > mostSteps)
      fail('maillage: filtre arrêté après 3 millions d’étapes sans résultat');
  }

  /** Something was given: a filter that goes on for ever may, as long as it gives. */
  rest(): void {
    this.#steps = 0;
  }

  *values(closure: Closure, value: Json): Generator<Json> {
    for (const item of this.run(closure.ast, closure.scope, { value, path: undefined }))
      yield item.value;
  }

  call(closure: Closure, item: Item): Iterable<Item> {
    return this.run(closure.ast, closure.scope, item);
  }

  *run(ast: Ast, scope: Scope, item: Item): Generator<Item> {
    this.step();
    switch (ast.type) {
      case 'identity':
        yield item;
        return;
      case 'literal':
        yield made(ast.value, item);
        return;
      case 'pipe':
        for (const left of this.run(ast.left, scope, item)) yield* this.run(ast.right, scope, left);
        return;
      case 'comma':
        yield* this.run(ast.left, scope, item);
        yield* this.run(ast.right, scope, item);
        return;
      case 'index':
      case 'slice':
      case 'each':
      case 'recurse':
        yield* this.#go(ast, scope, item);
        return;
      case 'if':
      case 'alternative':
      case 'try':
      case 'reduce':
      case 'foreach':
      case 'bind':
      case 'def':
      case 'call':
      case 'label':
      case 'break':
        yield* this.#control(ast, scope, item);
        return;
      case 'string':
      case 'format':
      case 'array':
      case 'object':
      case 'binary':
      case 'and':
      case 'or':
      case 'assign':
      case 'negate':
      case 'variable':
        for (const value of make(this, ast, scope, item.value)) yield made(value, item);
    }
  }

  #control(ast: Control, scope: Scope, item: Item): Iterable<Item> {
    switch (ast.type) {
      case 'if':
        return this.#if(ast, scope, item);
      case 'alternative':
        return this.#alternative(ast, scope, item);
      case 'try':
        return this.#try(ast, scope, item);
      case 'reduce':
      case 'foreach':
        return this.#fold(ast, scope, item);
      case 'bind':
        return this.#bind(ast, scope, item);
      case 'def':
        return this.run(
          ast.body,
          { kind: 'function', definition: ast.definition, parent: scope },
          item,
        );
      case 'call':
        return this.#call(ast, scope, item);
      case 'label':
        return this.#label(ast, scope, item);
      case 'break':
        throw breakOf(ast, scope);
    }
  }

  *#if({ condition, body, otherwise }: Of<'if'>, scope: Scope, item: Item): Generator<Item> {
    for (const value of this.values({ ast: condition, scope }, item.value)) {
      if (isTrue(value)) yield* this.run(body, scope, item);
      else if (otherwise) yield* this.run(otherwise, scope, item);
      else yield item;
    }
  }

  *#go(ast: Of<'index' | 'slice' | 'each' | 'recurse'>, scope: Scope, item: Item): Generator<Item> {
    if (ast.type === 'recurse') {
      yield* this.recurse(item, (one) =>
        one.value === null || typeof one.value !== 'object' ? [] : each(one),
      );
      return;
    }
    if (ast.type === 'each') {
      for (const from of this.run(ast.from, scope, item)) yield* each(from);
      return;
    }
    if (ast.type === 'index') {
      for (const from of this.run(ast.from, scope, item))
        for (const key of this.values({ ast: ast.key, scope }, item.value))
          yield moved(from, indexOf(from.value, key), key);
      return;
    }
    const bound = (one: Ast | undefined): Iterable<Json> =>
      one ? this.values({ ast: one, scope }, item.value) : [null];
    for (const from of this.run(ast.from, scope, item))
      for (const end of bound(ast.high))
        for (const start of bound(ast.low))
          yield moved(from, sliceOf(from.value, start, end), { start, end });
  }

  /** An item, then what `next` gives of it, and of those, in depth; however deep. */
  *recurse(item: Item, next: (item: Item) => Iterable<Item>): Generator<Item> {
    yield item;
    const open = [next(item)[Symbol.iterator]()];
    for (let top = open.at(-1); top; top = open.at(-1)) {
      this.step();
      const { value, done } = top.next();
      if (done === true) open.pop();
      else {
        yield value;
        open.push(next(value)[Symbol.iterator]());
      }
    }
  }

  *#alternative(ast: Of<'alternative'>, scope: Scope, item: Item): Generator<Item> {
    let has = false;
    try {
      for (const left of this.run(ast.left, scope, item)) {
        if (!isTrue(left.value)) continue;
        has = true;
        yield left;
      }
    } catch (error) {
      if (!(error instanceof JqError)) throw error;
    }
    if (!has) yield* this.run(ast.right, scope, item);
  }

  *#try({ body, handler }: Of<'try'>, scope: Scope, item: Item): Generator<Item> {
    const results = this.run(body, scope, item);
    for (;;) {
      let next: IteratorResult<Item>;
      // Only what the body does is tried, not what is done with what it gives.
      try {
        next = results.next();
      } catch (error) {
        if (!(error instanceof JqError)) throw error;
        // An error of null is none.
        if (handler && error.value !== null)
          yield* this.run(handler, scope, made(error.value, item));
        return;
      }
      if (next.done === true) return;
      yield next.value;
    }
  }

  *#label(ast: Of<'label'>, scope: Scope, item: Item): Generator<Item> {
    const label = {};
    try {
      yield* this.run(ast.body, { kind: 'label', name: ast.name, label, parent: scope }, item);
    } catch (error) {
      if (!(error instanceof Break) || error.label !== label) throw error;
    }
  }

  *#fold(ast: Of<'reduce' | 'foreach'>, scope: Scope, item: Item): Generator<Item> {
    for (const init of this.run(ast.init, scope, item)) {
      const state = { item: init };
      for (const source of this.values({ ast: ast.source, scope }, item.value))
        for (const inner of matched(this, ast.pattern, source, scope))
          yield* this.#step(ast, inner, state);
      if (ast.type === 'reduce') yield state.item;
    }
  }

  /** One turn: what it leaves is the last of what it gives, or null. */
  *#step(ast: Of<'reduce' | 'foreach'>, scope: Scope, state: { item: Item }): Generator<Item> {
    const before = state.item;
    state.item = made(null, before);
    for (const after of this.run(ast.update, scope, before)) {
      state.item = after;
      if (ast.type === 'foreach')
        yield* ast.extract ? this.run(ast.extract, scope, after) : [after];
    }
  }

  *#bind({ source, patterns, body }: Of<'bind'>, scope: Scope, item: Item): Generator<Item> {
    const unset = patterns.length > 1 ? patterns.flatMap(namesOf) : [];
    const base = unset.reduce<Scope>((parent, name) => withValue(parent, name, null), scope);
    for (const value of this.values({ ast: source, scope }, item.value))
      for (const [at, pattern] of patterns.entries()) {
        try {
          for (const inner of matched(this, pattern, value, base))
            yield* this.run(body, inner, item);
          break;
        } catch (error) {
          if (!(error instanceof JqError) || at === patterns.length - 1) throw error;
        }
      }
  }

  *#call({ name, args, at }: Of<'call'>, scope: Scope, item: Item): Generator<Item> {
    const closures = args.map((ast) => ({ ast, scope }));
    const own = functionOf(scope, name, args.length);
    if (own?.kind === 'closure') {
      yield* this.call(own.closure, item);
      return;
    }
    const native = own ? undefined : this.#library.native(name, args.length);
    if (native) {
      yield* native(closures, item, this);
      return;
    }
    if (own?.kind !== 'function')
      throw new SyntaxProblem(`${name}/${args.length} is not defined`, at);
    const { parameters, body } = own.definition;
    yield* this.#given(parameters, closures, { body, scope: own, item });
  }

  /** Parameters with a dollar are values: the body runs once for each. */
  *#given(
    [parameter, ...others]: readonly string[],
    [closure, ...rest]: readonly Closure[],
    { body, scope, item }: { body: Ast; scope: Scope; item: Item },
  ): Generator<Item> {
    if (parameter === undefined || !closure) {
      yield* this.run(body, scope, item);
      return;
    }
    if (!parameter.startsWith('$')) {
      const inner: Scope = { kind: 'closure', name: parameter, closure, parent: scope };
      yield* this.#given(others, rest, { body, scope: inner, item });
      return;
    }
    for (const value of this.values(closure, item.value)) {
      const literal: Closure = { ast: { type: 'literal', value }, scope: undefined };
      const inner: Scope = {
        kind: 'closure',
        name: parameter.slice(1),
        closure: literal,
        parent: withValue(scope, parameter, value),
      };
      yield* this.#given(others, rest, { body, scope: inner, item });
    }
  }
}

function breakOf({ name, at }: Of<'break'>, scope: Scope): Break | SyntaxProblem {
  const label = labelOf(scope, name);
  return label
    ? new Break(label)
    : new SyntaxProblem(`$*label-${name.slice(1)} is not defined`, at);
}
