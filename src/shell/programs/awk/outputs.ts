import type { Process } from '#process/program.ts';
import { createTextInput } from '#process/pipe.ts';
import { attempt } from '#shell/file-error.ts';
import { absolute } from '#shell/path.ts';
import { fatal } from './problems.ts';
import { runShell } from './shell-command.ts';

/** Characters that wait at most before they are written. */
const mostWaiting = 16_384;
/** What a file's buffer holds. */
const fileBuffer = 4_096;
const mostPiped = 8_000_000;

type Kind = '>' | '>>' | '|';

/** A file or a command that is written to. */
interface Redirected {
  readonly name: string;
  readonly kind: Kind;
  readonly path: string;
  waiting: string;
}

/** Standard output and error, files and commands: what is printed waits until somebody may look at it. */
export class Outputs {
  readonly #process: Process;
  #standard: { isError: boolean; text: string }[] = [];
  #length = 0;
  /** The one opened last comes first. */
  readonly #redirected: Redirected[] = [];

  constructor(process: Process) {
    this.#process = process;
  }

  print(text: string): void {
    this.#add(text, false);
  }

  printError(text: string): void {
    this.#add(text, true);
  }

  /** So much waits that the program should pause to write it. */
  get isFull(): boolean {
    return this.#length > mostWaiting;
  }

  /** Commands that are written to: on a pipe, gawk's own output comes after theirs. */
  get hasCommands(): boolean {
    return this.#redirected.some(({ kind }) => kind === '|');
  }

  #add(text: string, isError: boolean): void {
    const last = this.#standard.at(-1);
    if (last?.isError === isError) last.text += text;
    else this.#standard.push({ isError, text });
    this.#length += text.length;
  }

  /** Writes what waits for standard output and error. */
  async flush(): Promise<void> {
    const all = this.#standard;
    if (all.length === 0) return;
    this.#standard = [];
    this.#length = 0;
    const { stdout, stderr } = this.#process;
    for (const { isError, text } of all) await (isError ? stderr : stdout).write(text);
  }

  async flushAll(): Promise<void> {
    await this.flush();
    for (const one of this.#redirected) if (one.kind !== '|') this.#writeFile(one);
  }

  /** Where a name was opened; it is opened otherwise. */
  to(kind: Kind, name: string): { write: (text: string) => void } {
    if (name === '') fatal(`expression for \`${kind}' redirection has null string value`);
    if (kind !== '|') {
      if (name === '/dev/stdout' || name === '-' || name === '/dev/fd/1')
        return { write: (text) => this.print(text) };
      if (name === '/dev/stderr' || name === '/dev/fd/2')
        return { write: (text) => this.printError(text) };
    }
    const found = this.#redirected.find(
      (one) => one.name === name && (one.kind === '|') === (kind === '|'),
    );
    const open = found ?? this.#open(kind, name);
    return {
      write: (text) => {
        open.waiting += text;
        if (kind !== '|' && open.waiting.length > fileBuffer) this.#writeFile(open);
        if (open.waiting.length > mostPiped)
          fatal('maillage: plus de 8 millions de caractères pour une commande');
      },
    };
  }

  #open(kind: Kind, name: string): Redirected {
    const { files, cwd } = this.#process;
    const path = absolute(cwd, name);
    if (kind !== '|') {
      const opened = attempt(() => {
        files.write(path, '', { append: kind === '>>' });
      });
      if ('reason' in opened) fatal(`cannot redirect to \`${name}': ${opened.reason}`);
    }
    const open: Redirected = { name, kind, path, waiting: '' };
    this.#redirected.unshift(open);
    return open;
  }

  #writeFile(one: Redirected): void {
    const { waiting } = one;
    one.waiting = '';
    if (waiting !== '')
      attempt(() => {
        this.#process.files.write(one.path, waiting, { append: true });
      });
  }

  has(name: string): boolean {
    return this.#redirected.some((one) => one.name === name);
  }

  /** The status of a command, 0 for a file. */
  async close(name: string): Promise<number> {
    const at = this.#redirected.findIndex((one) => one.name === name);
    const [one] = at < 0 ? [] : this.#redirected.splice(at, 1);
    if (!one) return -1;
    await this.flush();
    if (one.kind === '|')
      return runShell(this.#process, one.name, { stdin: createTextInput(one.waiting) });
    this.#writeFile(one);
    return 0;
  }

  async closeAll(): Promise<void> {
    if (this.#process.stdout.isTerminal || !this.hasCommands) await this.flush();
    for (let [one] = this.#redirected; one; [one] = this.#redirected) {
      if (one.kind === '|') {
        this.#redirected.shift();
        await runShell(this.#process, one.name, { stdin: createTextInput(one.waiting) });
      } else await this.#closeFile(one);
    }
    await this.flush();
  }

  async #closeFile(one: Redirected): Promise<void> {
    this.#redirected.shift();
    this.#writeFile(one);
    await Promise.resolve();
  }
}
