import type { Process } from '#process/program.ts';
import { openFile } from '#shell/programs/arguments.ts';
import type { Json } from './json.ts';
import { JsonReader, ParseProblem } from './json-reader.ts';
import type { JqOptions } from './options.ts';

interface Ready {
  readonly value: Json;
  readonly place: string;
  readonly line: number;
  readonly file: string;
}

/** The values that come in, from the files or standard input. */
export class Input {
  /** Of the value that was taken last. */
  line = 0;
  place = '<unknown>';
  fileName: Json = null;
  hasFailed = false;
  readonly #process: Process;
  readonly #options: JqOptions;
  readonly #ready: Ready[] = [];
  #source: AsyncIterator<Ready[]> | undefined;
  #isStarted = false;
  #lines = 0;
  #file = '<stdin>';

  constructor(process: Process, options: JqOptions) {
    this.#process = process;
    this.#options = options;
  }

  isStarted(): boolean {
    return this.#isStarted;
  }

  /** Without input, one value comes in: null. */
  start(): Json {
    this.#isStarted = true;
    return null;
  }

  takeReady(): Json | undefined {
    const next = this.#ready.shift();
    if (next === undefined) return undefined;
    [this.line, this.place, this.fileName] = [next.line, next.place, next.file];
    return next.value;
  }

  async next(): Promise<Json | undefined> {
    while (this.#ready.length === 0) {
      this.#source ??= this.#read();
      const { value, done } = await this.#source.next();
      if (done === true) return undefined;
      this.#ready.push(...value);
    }
    return this.takeReady();
  }

  /** For a filter that asks for what comes next. */
  async readAll(): Promise<void> {
    this.#source ??= this.#read();
    for (let next = await this.#source.next(); next.done !== true; next = await this.#source.next())
      this.#ready.push(...next.value);
  }

  #at(values: readonly Json[], isOver = false): Ready[] {
    const place = isOver ? '<unknown>' : `${this.#file}:${this.#lines}`;
    return values.map((value) => ({ value, place, line: this.#lines, file: this.#file }));
  }

  async *#read(): AsyncGenerator<Ready[]> {
    const { isRawInput, isSlurped } = this.#options;
    if (isRawInput) yield* this.#rawLines();
    else if (isSlurped) {
      const all: Json[] = [];
      for await (const values of this.#values()) all.push(...values.map(({ value }) => value));
      yield this.#at([all]);
    } else yield* this.#values();
  }

  async *#values(): AsyncGenerator<Ready[]> {
    const reader = new JsonReader();
    try {
      for await (const text of this.#texts())
        for (const line of text.match(/[^\n]*\n|[^\n]+/gu) ?? []) {
          if (line.endsWith('\n')) this.#lines += 1;
          yield this.#at(reader.feed(line));
        }
      yield this.#at(reader.end(), true);
    } catch (error) {
      if (!(error instanceof ParseProblem)) throw error;
      yield this.#at(reader.rest());
      throw error;
    }
  }

  async *#rawLines(): AsyncGenerator<Ready[]> {
    let rest = '';
    for await (const text of this.#texts()) {
      rest += text;
      if (this.#options.isSlurped) continue;
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      this.#lines += lines.length;
      yield this.#at(lines);
    }
    if (this.#options.isSlurped || rest !== '') yield this.#at([rest]);
  }

  async *#texts(): AsyncGenerator<string> {
    const { files } = this.#options;
    for (const name of files.length > 0 ? files : ['-']) {
      const source = openFile(this.#process, name);
      if (typeof source === 'string') {
        this.hasFailed = true;
        await this.#process.stderr.write(`jq: error: Could not open file ${name}: ${source}\n`);
        continue;
      }
      this.#file = name === '-' ? '<stdin>' : name;
      this.#lines = 0;
      const decoder = new TextDecoder();
      for await (const bytes of source.bytes) yield decoder.decode(bytes, { stream: true });
      yield decoder.decode();
    }
  }
}
