import type { AwkArray } from './array.ts';
import type { ArrayName, Expression, Name, Operator, Subscript, Target } from './ast.ts';
import { callBuiltin } from './builtins.ts';
import { compileCall, type UserFunctions } from './calls.ts';
import { arrayIn, arrayOf, scalarIn, scalarOf, setIn, setScalar, type Cell } from './cells.ts';
import { all, map, map2, runOf, whenDone, type Code, type Frame } from './code.ts';
import { compileGetline } from './getline.ts';
import { compileOperation, operate } from './operators.ts';
import type { Inputs } from './inputs.ts';
import type { Machine } from './machine.ts';
import { fatal } from './problems.ts';
import type { AwkRegex } from './regex.ts';
import { isTrue, numberText, toNumber, toText, type Value } from './values.ts';

/** A place that a value can be put in. */
export interface Place {
  readonly get: () => Value;
  readonly set: (value: Value) => void;
}

/** Makes functions of expressions. */
export class ExpressionCompiler {
  readonly machine: Machine;
  readonly inputs: Inputs;
  readonly functions: UserFunctions;

  constructor(machine: Machine, inputs: Inputs, functions: UserFunctions) {
    this.machine = machine;
    this.inputs = inputs;
    this.functions = functions;
  }

  number(expression: Expression): Code<number> {
    return map(this.value(expression), toNumber);
  }

  text(expression: Expression): Code<string> {
    const { machine } = this;
    return map(this.value(expression), (value) => toText(value, machine.write));
  }

  test(expression: Expression): Code<boolean> {
    return map(this.value(expression), isTrue);
  }

  value(expression: Expression): Code<Value> {
    switch (expression.type) {
      case 'number':
      case 'text': {
        const { value } = expression;
        return { sync: () => value };
      }
      case 'group':
        return this.value(expression.body);
      case 'name':
      case 'index':
      case 'field':
        return this.#read(expression);
      case 'assign':
        return expression.operator === undefined
          ? this.#assign(expression)
          : this.#change(expression, expression.operator);
      case 'step':
        return this.#step(expression);
      case 'call':
        return compileCall(this, expression);
      case 'builtin':
        return callBuiltin(this, expression);
      case 'getline':
        return compileGetline(this, expression);
      case 'choose':
        return this.#choose(expression);
      case 'regex':
      case 'not':
      case 'minus':
      case 'plus':
      case 'and':
      case 'or':
      case 'join':
      case 'compare':
      case 'match':
      case 'in':
      case 'compute':
        return compileOperation(this, expression);
    }
  }

  /** A text is a regular expression where one is wanted. */
  regex(expression: Expression): Code<AwkRegex> {
    const { machine } = this;
    const inner = expression.type === 'group' ? expression.body : expression;
    if (inner.type !== 'regex') return map(this.text(inner), (source) => machine.regex(source));
    const { source } = inner;
    let known: { regex: AwkRegex; ignoresCase: boolean } | undefined;
    return {
      sync: () => {
        if (known?.ignoresCase !== machine.ignoresCase)
          known = { regex: machine.regex(source), ignoresCase: machine.ignoresCase };
        return known.regex;
      },
    };
  }

  cell({ name, local }: Name): (frame: Frame) => Cell {
    if (local !== undefined) {
      return (frame) => frame.cells[local] ?? fatal(`maillage: paramètre « ${name} » inconnu`);
    }
    const { machine } = this;
    if (name === 'SYMTAB' || name === 'FUNCTAB')
      return () => fatal(`maillage: « ${name} » n’est pas simulé dans ce cours`);
    const cell = machine.cell(name);
    return () => cell;
  }

  array(name: ArrayName): Code<AwkArray> {
    if (name.type === 'index')
      return map2(this.inner(name), this.key(name.keys.at(-1) ?? []), arrayIn);
    const cell = this.cell(name);
    return { sync: (frame) => arrayOf(cell(frame)) };
  }

  /** The array that the last subscript is about. */
  inner({ array, keys }: Subscript): Code<AwkArray> {
    return keys
      .slice(0, -1)
      .reduce<Code<AwkArray>>(
        (outer, parts) => map2(outer, this.key(parts), arrayIn),
        this.array(array),
      );
  }

  key(parts: readonly Expression[]): Code<string> {
    const { machine } = this;
    const keyText = (value: Value): string =>
      typeof value === 'number' ? numberText(value, machine.write) : toText(value, machine.write);
    const [only] = parts;
    if (only && parts.length === 1) return map(this.value(only), keyText);
    return map(all(parts.map((part) => this.value(part))), (values) =>
      values.map(keyText).join(machine.subscriptSeparator),
    );
  }

  #read(target: Target): Code<Value> {
    const { machine } = this;
    if (target.type === 'name') {
      const cell = this.cell(target);
      return { sync: (frame) => scalarOf(cell(frame)) };
    }
    if (target.type === 'field')
      return map(this.number(target.index), (index) => machine.record.get(Math.trunc(index)));
    return map2(this.inner(target), this.key(target.keys.at(-1) ?? []), scalarIn);
  }

  place(target: Target): Code<Place> {
    const { machine } = this;
    if (target.type === 'name') {
      const cell = this.cell(target);
      return {
        sync: (frame) => {
          const one = cell(frame);
          return {
            get: () => scalarOf(one),
            set: (value) => {
              setScalar(one, value);
            },
          };
        },
      };
    }
    if (target.type === 'field')
      return map(this.number(target.index), (index): Place => {
        const at = Math.trunc(index);
        return {
          get: () => machine.record.claim(at),
          set: (value) => {
            machine.record.set(at, value);
          },
        };
      });
    return map2(this.inner(target), this.key(target.keys.at(-1) ?? []), (array, key): Place => ({
      get: () => scalarIn(array, key),
      set: (value) => {
        setIn(array, key, value);
      },
    }));
  }

  /** What is assigned is worked out before the place that it goes to. */
  #assign({ target, value }: Expression & { type: 'assign' }): Code<Value> {
    const right = this.value(value);
    if (target.type === 'name' && right.sync) {
      const cell = this.cell(target);
      const { sync } = right;
      return {
        sync: (frame) => {
          const result = sync(frame);
          setScalar(cell(frame), result);
          return result;
        },
      };
    }
    return map2(right, this.place(target), (result, place) => {
      place.set(result);
      return result;
    });
  }

  #change(
    { target, value, line }: Expression & { type: 'assign' },
    operator: Operator,
  ): Code<Value> {
    const { machine } = this;
    return map2(this.number(value), this.place(target), (right, place) => {
      const left = toNumber(place.get());
      if (right === 0 && (operator === '/' || operator === '%')) {
        machine.line = line;
        fatal(`division by zero attempted in \`${operator}='`);
      }
      const result = operate(operator, left, right);
      place.set(result);
      return result;
    });
  }

  #step({ target, by, isBefore }: Expression & { type: 'step' }): Code<Value> {
    return map(this.place(target), (place) => {
      const before = toNumber(place.get());
      place.set(before + by);
      return isBefore ? before + by : before;
    });
  }

  #choose({ test, yes, no }: Expression & { type: 'choose' }): Code<Value> {
    const [condition, first, second] = [this.test(test), this.value(yes), this.value(no)];
    if (condition.sync && first.sync && second.sync) {
      const [one, a, b] = [condition.sync, first.sync, second.sync];
      return { sync: (frame) => (one(frame) ? a(frame) : b(frame)) };
    }
    const [one, a, b] = [runOf(condition), runOf(first), runOf(second)];
    return { wait: (frame) => whenDone(one(frame), (isYes) => (isYes ? a(frame) : b(frame))) };
  }
}
