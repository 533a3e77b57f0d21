import type { AwkProgram, Moment, Rule } from './ast.ts';
import type { CompiledFunction } from './calls.ts';
import { runOf, type Frame, type Soon } from './code.ts';
import { ExpressionCompiler } from './compile-expression.ts';
import { StatementCompiler } from './compile-statement.ts';
import { Inputs } from './inputs.ts';
import type { Machine } from './machine.ts';
import { MainInput } from './main-input.ts';
import { fatal } from './problems.ts';
import { Leaving, type Signal } from './signals.ts';

type Exec = (frame: Frame) => Soon<Signal>;

/** A program that is compiled, and runs. */
export class Runner {
  readonly #machine: Machine;
  readonly #program: AwkProgram;
  readonly #functions = new Map<string, CompiledFunction>();
  readonly #inputs: Inputs;
  readonly #expressions: ExpressionCompiler;
  readonly #statements: StatementCompiler;
  readonly #frame: Frame = { cells: [], result: undefined };
  readonly #input: MainInput;
  /** What runs, for `next` in a function. */
  #place: Moment | 'rule' = 'BEGIN';

  constructor(machine: Machine, program: AwkProgram) {
    this.#machine = machine;
    this.#program = program;
    this.#inputs = new Inputs(machine);
    this.#expressions = new ExpressionCompiler(machine, this.#inputs, this.#functions);
    this.#statements = new StatementCompiler(this.#expressions);
    this.#compileFunctions();
    const [begin, end] = [this.#compiled('BEGINFILE'), this.#compiled('ENDFILE')];
    this.#input = new MainInput(
      machine,
      {
        hasBegin: begin.length > 0,
        begin: () => this.#between('BEGINFILE', begin),
        end: () => this.#between('ENDFILE', end),
      },
      (name) => program.functions.has(name),
    );
    machine.nextRecord = () => this.#input.next();
  }

  #compileFunctions(): void {
    for (const [name, { parameters, body }] of this.#program.functions) {
      // Compiled when it is first called: it may call functions that come after it.
      let run: Exec | undefined;
      this.#functions.set(name, {
        name,
        parameters,
        run: (frame) => {
          run ??= this.#statements.compile(body);
          return run(frame);
        },
      });
    }
  }

  #compiled(moment: Moment): Exec[] {
    return this.#program.moments[moment].map((body) => this.#statements.compile(body));
  }

  async run(): Promise<void> {
    const { moments, rules } = this.#program;
    let hasLeft = await this.#all('BEGIN');
    const reads =
      rules.length + moments.END.length + moments.BEGINFILE.length + moments.ENDFILE.length > 0;
    if (!hasLeft && reads) hasLeft = await this.#records();
    await this.#all('END');
  }

  async close(): Promise<void> {
    await this.#machine.outputs.closeAll();
    await this.#inputs.closeAll();
  }

  /** Whether `exit` was met. */
  async #all(moment: 'BEGIN' | 'END'): Promise<boolean> {
    this.#place = moment;
    for (const run of this.#compiled(moment))
      if ((await this.#settled(run)) === 'exit') return true;
    return false;
  }

  async #between(place: Moment, runs: readonly Exec[]): Promise<void> {
    const before = this.#place;
    this.#place = place;
    for (const run of runs) {
      const signal = await this.#settled(run);
      if (signal === 'exit') throw new Leaving('exit');
      if (signal === 'nextfile') await this.#input.skipFile();
    }
    this.#place = before;
  }

  #settled(run: Exec): Soon<Signal> {
    try {
      const signal = run(this.#frame);
      return signal instanceof Promise
        ? signal.catch((error: unknown) => this.#left(error))
        : signal;
    } catch (error) {
      return this.#left(error);
    }
  }

  /** A function may leave the rule that called it. */
  #left(error: unknown): Signal {
    if (!(error instanceof Leaving)) throw error;
    this.#machine.depth = 0;
    const { signal } = error;
    if (signal !== 'exit' && this.#place !== 'rule' && this.#place !== 'BEGINFILE')
      fatal(`\`${signal}' cannot be called from a \`${this.#place}' rule`);
    return signal;
  }

  async #records(): Promise<boolean> {
    const machine = this.#machine;
    const rules = this.#program.rules.map((rule) => this.#rule(rule));
    this.#place = 'rule';
    try {
      for (;;) {
        const ready = this.#input.ready();
        const record = ready === 'wait' ? await this.#input.next() : ready;
        if (!record) return false;
        machine.records += 1;
        machine.fileRecords += 1;
        machine.set('RT', record.end);
        machine.record.setText(record.text);
        const signal = await this.#oneRecord(rules);
        if (signal === 'exit') return true;
        if (signal === 'nextfile') await this.#input.skipFile();
        if (machine.isTired()) await machine.rest();
      }
    } catch (error) {
      if (error instanceof Leaving && error.signal === 'exit') return true;
      throw error;
    }
  }

  #oneRecord(rules: readonly Exec[]): Soon<Signal> {
    for (let at = 0; at < rules.length; at += 1) {
      const rule = rules[at];
      const signal = rule && this.#settled(rule);
      if (signal instanceof Promise)
        return signal.then((one) => one ?? this.#oneRecord(rules.slice(at + 1)));
      if (signal !== undefined) return signal;
    }
    return undefined;
  }

  #rule({ patterns, body, line }: Rule): Exec {
    const machine = this.#machine;
    const run: Exec = body
      ? this.#statements.compile(body)
      : () => {
          machine.outputs.print(machine.record.text + machine.recordSeparator);
          return undefined;
        };
    const [first, last] = patterns.map((pattern) => this.#expressions.test(pattern));
    if (!first) return run;
    if (!last) {
      const { sync } = first;
      if (sync)
        return (frame) => {
          machine.line = line;
          return sync(frame) ? run(frame) : undefined;
        };
      const test = runOf(first);
      return async (frame) => {
        machine.line = line;
        return (await test(frame)) ? run(frame) : undefined;
      };
    }
    const [begins, ends] = [runOf(first), runOf(last)];
    let isInside = false;
    return async (frame) => {
      machine.line = line;
      if (!isInside && !(await begins(frame))) return undefined;
      isInside = !(await ends(frame));
      return run(frame);
    };
  }
}
