import { createPipe } from '#process/pipe.ts';
import { openFile } from '#shell/programs/arguments.ts';
import type { Machine } from './machine.ts';
import { fatal } from './problems.ts';
import { RecordReader, type InputRecord } from './record-reader.ts';
import { runShell } from './shell-command.ts';

/** A file or a command that getline reads. */
interface Opened {
  readonly name: string;
  readonly reader: RecordReader;
  /** Ends a command, and gives its status. */
  readonly close: () => Promise<number>;
  isOver: boolean;
}

/** What getline reads from, each until it is closed. */
export class Inputs {
  readonly #machine: Machine;
  readonly #files = new Map<string, Opened>();
  readonly #commands = new Map<string, Opened>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** The next record, undefined at the end, or why it cannot be read. */
  async next(
    kind: 'file' | 'command',
    name: string,
  ): Promise<InputRecord | { reason: string } | undefined> {
    if (name === '')
      fatal(`expression for \`${kind === 'file' ? '<' : '|'}' redirection has null string value`);
    const known = (kind === 'file' ? this.#files : this.#commands).get(name);
    const opened = known ?? (kind === 'file' ? this.#openFile(name) : await this.#start(name));
    if (typeof opened === 'string') return { reason: opened };
    if (opened.isOver) return undefined;
    for (;;) {
      const record = opened.reader.take(this.#machine.separator);
      if (record === undefined) opened.isOver = true;
      if (record !== 'wait') return record;
      await opened.reader.fill();
    }
  }

  #openFile(name: string): Opened | string {
    const { process } = this.#machine;
    const isStandard = name === '/dev/stdin' && !process.argv.slice(1).includes('/dev/stdin');
    const source = openFile(process, isStandard ? '-' : name);
    if (typeof source === 'string') return source;
    const opened = {
      name,
      reader: new RecordReader(source.bytes),
      close: () => Promise.resolve(0),
      isOver: false,
    };
    this.#files.set(name, opened);
    return opened;
  }

  async #start(command: string): Promise<Opened> {
    const { outputs, process } = this.#machine;
    await outputs.flushAll();
    const pipe = createPipe();
    const done = runShell(process, command, { stdout: pipe.output }).finally(pipe.end);
    // A fault of its own is met when the command is closed.
    done.catch(() => undefined);
    const opened = {
      name: command,
      reader: new RecordReader(pipe.input),
      close: () => {
        pipe.close();
        return done;
      },
      isOver: false,
    };
    this.#commands.set(command, opened);
    return opened;
  }

  /** As messages say it. */
  kindOf(name: string): 'file' | 'pipe' | undefined {
    if (this.#files.has(name)) return 'file';
    return this.#commands.has(name) ? 'pipe' : undefined;
  }

  /** Undefined where nothing of that name is open. */
  async close(name: string): Promise<number | undefined> {
    const opened = this.#files.get(name) ?? this.#commands.get(name);
    if (!opened) return undefined;
    this.#files.delete(name);
    this.#commands.delete(name);
    return opened.close();
  }

  async closeAll(): Promise<void> {
    for (const name of this.#commands.keys()) await this.close(name);
  }
}
