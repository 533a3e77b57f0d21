import { openFile } from '#shell/programs/arguments.ts';
import { AwkArray } from './array.ts';
import { unescapeText } from './escapes.ts';
import type { Machine } from './machine.ts';
import { AwkFatal, fatal } from './problems.ts';
import { RecordReader, type InputRecord } from './record-reader.ts';
import { toNumber, UserInput } from './values.ts';
import { arities, keywords } from './words.ts';

/** What runs when a file begins and ends. */
export interface FileHooks {
  readonly hasBegin: boolean;
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** The files of ARGV one after the other, with the assignments between them. */
export class MainInput {
  readonly #machine: Machine;
  readonly #hooks: FileHooks;
  readonly #isFunction: (name: string) => boolean;
  #reader: RecordReader | undefined;
  #index = 1;
  #hasFile = false;
  #isOver = false;

  constructor(machine: Machine, hooks: FileHooks, isFunction: (name: string) => boolean) {
    this.#machine = machine;
    this.#hooks = hooks;
    this.#isFunction = isFunction;
  }

  /** A record that is there already; 'wait' where something must be opened or read. */
  ready(): InputRecord | 'wait' {
    return this.#reader?.take(this.#machine.separator) ?? 'wait';
  }

  async next(): Promise<InputRecord | undefined> {
    for (;;) {
      if (!this.#reader && !(await this.#openNext())) return undefined;
      const record = this.#reader?.take(this.#machine.separator);
      if (record === undefined) await this.skipFile();
      else if (record !== 'wait') return record;
      else {
        const { outputs, process } = this.#machine;
        if (process.stdout.isTerminal || !outputs.hasCommands) await outputs.flush();
        process.signal.throwIfAborted();
        await this.#reader?.fill();
      }
    }
  }

  /** Leaves the current file. */
  async skipFile(): Promise<void> {
    if (!this.#reader) return;
    this.#reader = undefined;
    await this.#hooks.end();
  }

  async #openNext(): Promise<boolean> {
    if (this.#isOver) return false;
    for (let name = this.#nextName(); name !== undefined; name = this.#nextName())
      if (await this.#open(name)) return true;
    this.#isOver = true;
    return false;
  }

  #nextName(): string | undefined {
    const { value } = this.#machine.cell('ARGV');
    const count = this.#machine.cell('ARGC').value;
    const last = count instanceof AwkArray ? 0 : toNumber(count);
    while (this.#index < last) {
      const index = this.#index;
      this.#index += 1;
      const key = String(index);
      const arg = value instanceof AwkArray && value.has(key) ? value.get(key) : undefined;
      const text = arg instanceof AwkArray ? '' : this.#machine.text(arg);
      if (text === '') continue;
      this.#machine.set('ARGIND', index);
      if (!this.#assigns(text)) return text;
    }
    if (this.#hasFile) return undefined;
    return '-';
  }

  /** `name=value` sets a variable when its turn comes. */
  #assigns(text: string): boolean {
    const [, name, value = ''] = /^([A-Za-z_]\w*)=([\s\S]*)$/u.exec(text) ?? [];
    if (name === undefined) return false;
    assignArgument(this.#machine, name, value, this.#isFunction);
    return true;
  }

  async #open(name: string): Promise<boolean> {
    const machine = this.#machine;
    this.#hasFile = true;
    machine.set('FILENAME', name === '-' ? new UserInput('-') : name);
    machine.fileRecords = 0;
    const source = openFile(machine.process, this.#isStandard(name) ? '-' : name);
    machine.set('ERRNO', typeof source === 'string' ? source : '');
    if (typeof source !== 'string') this.#reader = new RecordReader(source.bytes);
    else this.#reader = undefined;
    if (typeof source === 'string' && this.#hooks.hasBegin) {
      this.#reader = new RecordReader(nothing());
      await this.#hooks.begin();
      // BEGINFILE may have passed over the file that cannot be read.
      const left: RecordReader | undefined = this.#reader;
      if (left === undefined) return false;
      this.#reader = undefined;
    } else if (typeof source !== 'string') {
      await this.#hooks.begin();
      return this.#reader !== undefined;
    }
    if (source !== 'Is a directory')
      throw new AwkFatal(`fatal: cannot open file \`${name}' for reading: ${source}`);
    machine.warn(`command line argument \`${name}' is a directory: skipped`);
    return false;
  }

  #isStandard(name: string): boolean {
    return name === '/dev/stdin' && !this.#machine.process.argv.slice(1).includes('/dev/stdin');
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield* [];
}

export function assignArgument(
  machine: Machine,
  name: string,
  value: string,
  isFunction: (name: string) => boolean,
): void {
  if (keywords.has(name) || arities.has(name))
    fatal(`cannot use gawk builtin \`${name}' as variable name`);
  if (isFunction(name)) fatal(`cannot use function \`${name}' as variable name`);
  const text = unescapeText(value, (message) => {
    machine.outputs.printError(machine.message(message, false));
  });
  const cell = machine.cell(name);
  if (cell.value instanceof AwkArray) fatal(`cannot use array \`${name}' as variable name`);
  cell.value = new UserInput(text);
}
