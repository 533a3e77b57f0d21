import type { Process, Program } from '#process/program.ts';
import { complain } from './arguments.ts';
import { bytesOf, eachInput, letterLines } from './bytes.ts';
import { readCommandLine } from './command-line.ts';
import { parseTabStops, type TabStops } from './tab-stops.ts';

/** `-4`, as both still take it. */
function withOldStops([name, ...args]: Process['argv']): [string, ...string[]] {
  return [
    name,
    ...args.map((arg, i) => (args[i - 1] === '-t' ? arg : arg.replace(/^-(\d[\d,]*)$/u, '-t$1'))),
  ];
}

/** GNU expand (coreutils 9.1). */
const expand: Program = async (process) => {
  const line = await readCommandLine(
    { ...process, argv: withOldStops(process.argv) },
    { letters: 'it:', long: { initial: 'i', 'tabs:': 't' } },
  );
  if ('status' in line) return line.status;
  const stops = parseTabStops(
    line.given.flatMap(({ letter, value }) => (letter === 't' ? [value ?? ''] : [])),
  );
  if (typeof stops === 'string') return complain(process, stops);
  return eachInput(process, line.rest, async ({ bytes }) => {
    for await (const one of letterLines(bytes))
      await process.stdout.write(bytesOf(expanded(one, stops, line.has('i'))));
  });
};

function expanded(text: string, stops: TabStops, isInitial: boolean): string {
  let [result, column] = ['', 0];
  let isConverting = true;
  for (const letter of text) {
    if (isConverting && letter === '\t') {
      const next = stops.after(column) ?? column + 1;
      result += ' '.repeat(next - column);
      column = next;
    } else {
      result += letter;
      column = letter === '\b' ? Math.max(0, column - 1) : column + 1;
    }
    if (isInitial && letter !== ' ' && letter !== '\t') isConverting = false;
  }
  return result;
}

/** GNU unexpand (coreutils 9.1). */
const unexpand: Program = async (process) => {
  const line = await readCommandLine(
    { ...process, argv: withOldStops(process.argv) },
    { letters: 'at:', long: { all: 'a', 'first-only': 'first', 'tabs:': 't' } },
  );
  if ('status' in line) return line.status;
  const stops = parseTabStops(
    line.given.flatMap(({ letter, value }) => (letter === 't' ? [value ?? ''] : [])),
  );
  if (typeof stops === 'string') return complain(process, stops);
  const isWhole = line.has('a', 't') && !line.has('first');
  return eachInput(process, line.rest, async ({ bytes }) => {
    for await (const one of letterLines(bytes))
      await process.stdout.write(bytesOf(new Unexpanding(stops, isWhole).text(one)));
  });
};

export const tabs: Readonly<Record<string, Program>> = { expand, unexpand };

/** Blanks wait until it is known whether a tab takes their place. */
class Unexpanding {
  readonly #stops: TabStops;
  readonly #isWhole: boolean;
  #column = 0;
  #pending = '';
  /** A single blank stood just before a stop. */
  #isLone = false;
  #wasBlank = true;
  #isConverting = true;

  constructor(stops: TabStops, isWhole: boolean) {
    this.#stops = stops;
    this.#isWhole = isWhole;
  }

  text(line: string): string {
    let result = '';
    for (const letter of line) result += this.#isConverting ? this.#next(letter) : letter;
    return result + this.#flush();
  }

  #next(letter: string): string {
    const isBlank = letter === ' ' || letter === '\t';
    const put = isBlank ? this.#blank(letter) : letter;
    if (put === undefined) return '';
    if (letter === '\b') this.#column = Math.max(0, this.#column - 1);
    else if (!isBlank) this.#column += 1;
    const before = this.#flush();
    this.#wasBlank = isBlank;
    this.#isConverting &&= this.#isWhole || isBlank;
    return before + put;
  }

  /** What a blank becomes; undefined while it waits. */
  #blank(letter: string): string | undefined {
    const next = this.#stops.after(this.#column);
    if (next === undefined) {
      this.#isConverting = false;
      return letter;
    }
    if (letter === '\t') {
      this.#column = next;
      if (this.#pending !== '') this.#pending = `\t${this.#pending.slice(1)}`;
    } else {
      this.#column += 1;
      if (!(this.#wasBlank && this.#column === next)) {
        if (this.#column === next) this.#isLone = true;
        this.#pending += letter;
        this.#wasBlank = true;
        return undefined;
      }
      this.#pending = `\t${this.#pending.slice(1)}`;
    }
    this.#pending = this.#isLone ? this.#pending.slice(0, 1) : '';
    return '\t';
  }

  #flush(): string {
    const waited = this.#pending;
    const text = waited.length > 1 && this.#isLone ? `\t${waited.slice(1)}` : waited;
    if (waited !== '') this.#isLone = false;
    this.#pending = '';
    return text;
  }
}
