import type { Case, Line, Redirection, Statement } from './ast.ts';
import { AwkArray } from './array.ts';
import { setScalar } from './cells.ts';
import { all, map, runOf, whenDone, type Code, type Frame, type Soon } from './code.ts';
import type { ExpressionCompiler } from './compile-expression.ts';
import { formatText } from './format.ts';
import { fatal } from './problems.ts';
import type { Signal } from './signals.ts';
import { sortedKeys } from './sorting.ts';
import { compare, numberText, toNumber, toText, type Value } from './values.ts';

type Exec = (frame: Frame) => Soon<Signal>;

/** A loop goes on for another turn. */
const again = 'again';
type Turn = typeof again | Signal;

/** Makes functions of statements. */
export class StatementCompiler {
  readonly #expressions: ExpressionCompiler;

  constructor(expressions: ExpressionCompiler) {
    this.#expressions = expressions;
  }

  compile(statement: Statement): Exec {
    switch (statement.type) {
      case 'block':
        return this.#block(statement.body);
      case 'if':
        return this.#if(statement);
      case 'while':
        return this.#while(statement);
      case 'do':
        return this.#do(statement);
      case 'for':
        return this.#for(statement);
      case 'each':
        return this.#each(statement);
      case 'switch':
        return this.#switch(statement);
      case 'break':
      case 'continue':
      case 'next':
      case 'nextfile': {
        const { type } = statement;
        return this.#at(statement.line, () => type);
      }
      case 'expression':
      case 'print':
      case 'printf':
      case 'delete':
      case 'exit':
      case 'return':
        return this.#plain(statement);
    }
  }

  #plain(
    statement: Statement & {
      type: 'expression' | 'print' | 'printf' | 'delete' | 'exit' | 'return';
    },
  ): Exec {
    switch (statement.type) {
      case 'expression': {
        const run = runOf(this.#expressions.value(statement.value));
        return this.#at(statement.line, (frame) => whenDone(run(frame), () => undefined));
      }
      case 'print':
      case 'printf':
        return this.#print(statement);
      case 'delete':
        return this.#delete(statement);
      case 'exit':
      case 'return':
        return this.#leave(statement);
    }
  }

  /** Messages tell the line of the statement that runs. */
  #at(line: Line, run: Exec): Exec {
    const { machine } = this.#expressions;
    return (frame) => {
      machine.line = line;
      return run(frame);
    };
  }

  #block(body: readonly Statement[]): Exec {
    const execs = body.map((one) => this.compile(one));
    const [only] = execs;
    if (only && execs.length === 1) return only;
    const from = (start: number, frame: Frame): Soon<Signal> => {
      for (let at = start; at < execs.length; at += 1) {
        const signal = execs[at]?.(frame);
        if (signal instanceof Promise)
          return signal.then((one) => (one === undefined ? from(at + 1, frame) : one));
        if (signal !== undefined) return signal;
      }
      return undefined;
    };
    return (frame) => from(0, frame);
  }

  #if({ test, yes, no }: Statement & { type: 'if' }): Exec {
    const condition = this.#expressions.test(test);
    const first = this.compile(yes);
    const second = no ? this.compile(no) : () => undefined;
    const { sync } = condition;
    if (sync) return (frame) => (sync(frame) ? first(frame) : second(frame));
    const run = runOf(condition);
    return (frame) => whenDone(run(frame), (isYes) => (isYes ? first(frame) : second(frame)));
  }

  /** Turns of a loop, which now and then let the shell hear Ctrl-C. */
  #repeat(turn: (frame: Frame) => Soon<Turn>): Exec {
    const { machine } = this.#expressions;
    const goOn = async (frame: Frame, first: Soon<Turn>): Promise<Signal> => {
      for (let outcome = await first; ; outcome = await turn(frame)) {
        if (outcome !== again) return outcome;
        if (machine.isTired()) await machine.rest();
      }
    };
    return (frame) => {
      for (;;) {
        const outcome = turn(frame);
        if (outcome instanceof Promise) return goOn(frame, outcome);
        if (outcome !== again) return outcome;
        if (machine.isTired())
          return goOn(
            frame,
            machine.rest().then(() => again),
          );
      }
    };
  }

  #while({ test, body }: Statement & { type: 'while' | 'do' }): Exec {
    const condition = runOf(this.#expressions.test(test));
    const run = this.compile(body);
    return this.#repeat((frame) =>
      whenDone(condition(frame), (isTrueYet): Soon<Turn> =>
        isTrueYet ? whenDone(run(frame), afterBody) : undefined,
      ),
    );
  }

  #do({ test, body }: Statement & { type: 'while' | 'do' }): Exec {
    const condition = runOf(this.#expressions.test(test));
    const run = this.compile(body);
    return this.#repeat((frame) =>
      whenDone(run(frame), (signal): Soon<Turn> => {
        const after = afterBody(signal);
        if (after !== again) return after;
        return whenDone(condition(frame), (isTrueYet) => (isTrueYet ? again : undefined));
      }),
    );
  }

  #for({ first, test, next, body }: Statement & { type: 'for' }): Exec {
    const condition: Code<boolean> = test ? this.#expressions.test(test) : { sync: () => true };
    const start = first ? this.compile(first) : () => undefined;
    const step = next ? this.compile(next) : () => undefined;
    const run = this.compile(body);
    const check = runOf(condition);
    const turn = (frame: Frame): Soon<Turn> =>
      whenDone(check(frame), (isTrueYet): Soon<Turn> => {
        if (!isTrueYet) return undefined;
        return whenDone(run(frame), (signal): Soon<Turn> => {
          const after = afterBody(signal);
          return after === again ? whenDone(step(frame), () => again) : after;
        });
      });
    const loop = this.#repeat(turn);
    return (frame) => whenDone(start(frame), () => loop(frame));
  }

  #each({ name, array, body, line }: Statement & { type: 'each' }): Exec {
    const expressions = this.#expressions;
    const found = runOf(expressions.array(array));
    const run = this.compile(body);
    const place = expressions.cell(name);
    return this.#at(line, (frame) =>
      whenDone(found(frame), (one) =>
        whenDone(sortedKeys(expressions, one), (keys) => {
          let at = 0;
          return this.#repeat(() => {
            const key = keys[at];
            if (key === undefined) return undefined;
            at += 1;
            setScalar(place(frame), key);
            return whenDone(run(frame), afterBody);
          })(frame);
        }),
      ),
    );
  }

  #switch({ value, cases }: Statement & { type: 'switch' }): Exec {
    const { machine } = this.#expressions;
    const asked = runOf(this.#expressions.value(value));
    const tests = cases.map((one) => this.#caseTest(one));
    const bodies = cases.map((one) => this.#block(one.body));
    const from = async (start: number, frame: Frame): Promise<Signal> => {
      for (const body of bodies.slice(start)) {
        const signal = await body(frame);
        if (signal === 'break') return undefined;
        if (signal !== undefined) return signal;
      }
      return undefined;
    };
    return (frame) =>
      whenDone(asked(frame), (one) => {
        const text = toText(one, machine.write);
        const found = tests.findIndex((test) => test?.(one, text));
        const start = found >= 0 ? found : cases.findIndex((each) => each.value === undefined);
        return start < 0 ? undefined : from(start, frame);
      });
  }

  #caseTest({ value }: Case): ((one: Value, text: string) => boolean) | undefined {
    const { machine } = this.#expressions;
    if (value?.type === 'regex') {
      const { source } = value;
      return (_, text) => machine.regex(source).test(text);
    }
    if (value?.type !== 'number' && value?.type !== 'text') return undefined;
    const wanted = value.value;
    // A number is not compared with a text.
    return (one) => {
      const isNumber =
        typeof one === 'number' || (typeof one === 'object' && one.number !== undefined);
      if (one !== undefined && isNumber !== (typeof wanted === 'number')) return false;
      return compare(one, wanted, machine) === 0;
    };
  }

  #print({ type, args, redirection, line }: Statement & { type: 'print' | 'printf' }): Exec {
    const { machine } = this.#expressions;
    const values = runOf(all(args.map((arg) => this.#expressions.value(arg))));
    const write = this.#writer(redirection);
    const textOf = (given: readonly Value[]): string => {
      if (type === 'printf') {
        if (given.length === 0) fatal('printf: no arguments');
        return formatText(machine.text(given[0]), given.slice(1), machine.write);
      }
      if (given.length === 0) return machine.record.text + machine.recordSeparator;
      const shown = (value: Value): string =>
        typeof value === 'number'
          ? numberText(value, machine.writePrinted)
          : toText(value, machine.write);
      if (given.length === 1) return shown(given[0]) + machine.recordSeparator;
      return given.map(shown).join(machine.fieldSeparator) + machine.recordSeparator;
    };
    return this.#at(line, (frame) =>
      whenDone(values(frame), (given) => write(frame, () => textOf(given))),
    );
  }

  #writer(
    redirection: Redirection | undefined,
  ): (frame: Frame, text: () => string) => Soon<undefined> {
    const { machine } = this.#expressions;
    const { outputs } = machine;
    if (!redirection)
      return (_, text) => {
        outputs.print(text());
        return undefined;
      };
    const { type, to } = redirection;
    const name = runOf(this.#expressions.text(to));
    return (frame, text) =>
      whenDone(name(frame), (one) => {
        const print = (): undefined => {
          const open = outputs.to(type, one);
          open.write(text());
          return undefined;
        };
        // What was printed comes before what a new command does.
        return type === '|' && !outputs.has(one) ? outputs.flush().then(print) : print();
      });
  }

  #delete({ array, keys, line }: Statement & { type: 'delete' }): Exec {
    const expressions = this.#expressions;
    const last = keys.at(-1);
    if (!last) {
      const whole = expressions.array(array);
      const run = runOf(
        map(whole, (one) => {
          one.clear();
          return undefined;
        }),
      );
      return this.#at(line, run);
    }
    const inner = expressions.inner({ type: 'index', array, keys });
    const pair = runOf(all<AwkArray | string>([inner, expressions.key(last)]));
    return this.#at(line, (frame) =>
      whenDone(pair(frame), ([one, key]) => {
        if (one instanceof AwkArray && typeof key === 'string') one.delete(key);
        return undefined;
      }),
    );
  }

  #leave({ type, value, line }: Statement & { type: 'exit' | 'return' }): Exec {
    const { machine } = this.#expressions;
    const run = value ? runOf(this.#expressions.value(value)) : undefined;
    return this.#at(line, (frame) =>
      whenDone(run?.(frame), (result) => {
        if (type === 'return') frame.result = result;
        else if (value) machine.exitStatus = Math.trunc(toNumber(result));
        return type;
      }),
    );
  }
}

function afterBody(signal: Signal): Turn {
  if (signal === undefined || signal === 'continue') return again;
  return signal === 'break' ? undefined : signal;
}
