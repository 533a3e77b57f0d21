import type { Process } from '#process/program.ts';
import { linesOf, openFile } from '#shell/programs/arguments.ts';

/** The lines of several files one after the other, of which it reads no further than it is asked. */
export class SedInput {
  /** The file of the current line; `-` is standard input. */
  file = '-';
  line = 0;
  /** The current line has its end, which a last line may lack. */
  hasEnd = true;
  readonly #process: Process;
  readonly #names: string[];
  readonly #separator: string;
  readonly #complain: (message: string, status: number) => Promise<void>;
  #lines: AsyncIterator<string> | undefined;
  /** Read to know whether the current line is the last. */
  #ahead: string | undefined;
  #aheadFile = '-';

  constructor(
    process: Process,
    names: readonly string[],
    {
      separator,
      complain,
    }: { separator: string; complain: (message: string, status: number) => Promise<void> },
  ) {
    this.#process = process;
    this.#names = [...names];
    this.#separator = separator;
    this.#complain = complain;
  }

  async next(): Promise<string | undefined> {
    if (!(await this.#look())) return undefined;
    const whole = this.#ahead ?? '';
    this.#ahead = undefined;
    this.file = this.#aheadFile;
    this.line += 1;
    this.hasEnd = whole.endsWith(this.#separator);
    return this.hasEnd ? whole.slice(0, -1) : whole;
  }

  async isLast(): Promise<boolean> {
    return !(await this.#look());
  }

  /** Whether there is a line more. */
  async #look(): Promise<boolean> {
    while (this.#ahead === undefined) {
      this.#lines ??= await this.#open();
      if (!this.#lines) return false;
      const { value, done } = await this.#lines.next();
      if (done === true) this.#lines = undefined;
      else this.#ahead = value;
    }
    return true;
  }

  async #open(): Promise<AsyncIterator<string> | undefined> {
    for (let name = this.#names.shift(); name !== undefined; name = this.#names.shift()) {
      const source = openFile(this.#process, name);
      if (typeof source === 'string') {
        const isFolder = source === 'Is a directory';
        await this.#complain(
          isFolder ? `read error on ${name}: ${source}` : `can't read ${name}: ${source}`,
          isFolder ? 4 : 2,
        );
        continue;
      }
      this.#aheadFile = name;
      return linesOf(source.bytes, this.#separator)[Symbol.asyncIterator]();
    }
    return undefined;
  }
}
