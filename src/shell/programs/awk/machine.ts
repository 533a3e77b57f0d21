import type { Process } from '#process/program.ts';
import { AwkArray } from './array.ts';
import type { Line } from './ast.ts';
import { BoundCell, plainCell, type Cell } from './cells.ts';
import { numberWriter } from './format.ts';
import { Outputs } from './outputs.ts';
import { fatal } from './problems.ts';
import { Random } from './random.ts';
import { CurrentRecord } from './record.ts';
import type { InputRecord, Separator } from './record-reader.ts';
import { AwkRegex } from './regex.ts';
import { RegexProblem } from './regex-parse.ts';
import { labelOf } from './source.ts';
import {
  splitBlanks,
  splitLetters,
  splitterOfFields,
  splitterOfLetter,
  splitterOfRegex,
  splitterOfWidths,
  type Splitter,
} from './splitting.ts';
import { toNumber, toText, type Value, type WriteNumber } from './values.ts';

/** Turns of loops and calls between two looks at the learner. */
const turnsPerRest = 25;

/** What a program of awk runs on: its variables, the current record, and what it reads and writes. */
export class Machine {
  readonly process: Process;
  readonly outputs: Outputs;
  readonly record: CurrentRecord;
  readonly random = new Random(1);
  readonly globals = new Map<string, Cell>();
  /** Of the statement that runs; undefined before the first. */
  line: Line | undefined;
  records = 0;
  fileRecords = 0;
  /** Functions that are being called, one in the other. */
  depth = 0;
  exitStatus = 0;
  /** The next record of the main input: there is none before it is opened. */
  nextRecord: () => Promise<InputRecord | undefined> = () => Promise.resolve(undefined);
  seed = 1;
  /** As awk writes numbers in texts, and as print does. */
  write: WriteNumber = numberWriter('%.6g');
  writePrinted: WriteNumber = numberWriter('%.6g');
  fieldSeparator = ' ';
  recordSeparator = '\n';
  subscriptSeparator = '\x1c';
  ignoresCase = false;
  separator: Separator = { type: 'letter', letter: '\n' };
  #inputSeparator = '\n';
  #fieldsBy: 'FS' | 'FIELDWIDTHS' | 'FPAT' = 'FS';
  #turns = turnsPerRest;
  readonly #regexes = new Map<string, AwkRegex>();
  readonly #warned = new Set<string>();

  constructor(process: Process) {
    this.process = process;
    this.outputs = new Outputs(process);
    this.record = new CurrentRecord((value) => this.write(value));
    this.#bindCounters();
    this.#bindSeparators();
    this.#bindFormats();
    for (const [name, value] of [
      ['RSTART', 0],
      ['RLENGTH', -1],
      ['RT', ''],
      ['FILENAME', ''],
      ['ERRNO', ''],
      ['ARGIND', 0],
      ['BINMODE', 0],
      ['LINT', 0],
      ['TEXTDOMAIN', 'messages'],
      ['PREC', 53],
      ['ROUNDMODE', 'N'],
    ] as const)
      this.globals.set(name, plainCell(name, value));
  }

  cell(name: string): Cell {
    let cell = this.globals.get(name);
    if (!cell) {
      cell = plainCell(name);
      this.globals.set(name, cell);
    }
    return cell;
  }

  set(name: string, value: Value): void {
    this.cell(name).value = value;
  }

  array(name: string): AwkArray {
    const array = new AwkArray(name);
    this.globals.set(name, plainCell(name, array));
    return array;
  }

  text(value: Value): string {
    return toText(value, this.write);
  }

  #bind(name: string, get: () => Value, set: (value: Value) => void): void {
    this.globals.set(name, new BoundCell(name, get, set));
  }

  #bindCounters(): void {
    this.#bind(
      'NF',
      () => this.record.count,
      (value) => (this.record.count = Math.trunc(toNumber(value))),
    );
    this.#bind(
      'NR',
      () => this.records,
      (value) => (this.records = toNumber(value)),
    );
    this.#bind(
      'FNR',
      () => this.fileRecords,
      (value) => (this.fileRecords = toNumber(value)),
    );
  }

  /** A variable that keeps what it was given, and tells its text. */
  #watch(name: string, first: Value, onText: (text: string, value: Value) => void): void {
    let kept = first;
    this.#bind(
      name,
      () => kept,
      (value) => {
        kept = value;
        onText(this.text(value), value);
      },
    );
  }

  #bindSeparators(): void {
    this.#watch('FS', ' ', (text) => {
      this.#fieldsBy = 'FS';
      this.inputFieldSeparator = text;
      this.record.setSplitter(this.splitter());
    });
    this.#watch('FPAT', '[^[:space:]]+', (text) => {
      this.#fieldsBy = 'FPAT';
      this.record.setSplitter(splitterOfFields(this.regex(text)));
    });
    this.#watch('FIELDWIDTHS', '', (text) => {
      this.#fieldsBy = 'FIELDWIDTHS';
      this.record.setSplitter(splitterOfWidths(text));
    });
    this.#watch('OFS', ' ', (text) => {
      this.record.setSeparator(text);
      this.fieldSeparator = text;
    });
    this.#watch('ORS', '\n', (text) => (this.recordSeparator = text));
    this.#watch('SUBSEP', '\x1c', (text) => (this.subscriptSeparator = text));
    this.#watch('RS', '\n', (text) => {
      this.#inputSeparator = text;
      this.#setInputSeparator();
    });
  }

  #bindFormats(): void {
    this.#watch('CONVFMT', '%.6g', (text) => (this.write = numberWriter(text)));
    this.#watch('OFMT', '%.6g', (text) => (this.writePrinted = numberWriter(text)));
    this.#watch('IGNORECASE', 0, (_, value) => {
      this.ignoresCase = toNumber(value) !== 0;
      if (this.#fieldsBy === 'FS') this.record.setSplitter(this.splitter());
      this.#setInputSeparator();
    });
  }

  inputFieldSeparator = ' ';

  #setInputSeparator(): void {
    const text = this.#inputSeparator;
    if (text === '') this.separator = { type: 'paragraph' };
    else if (Array.from(text).length === 1) this.separator = { type: 'letter', letter: text };
    else {
      const isPlain = !/[.*+(){}[\]|?^$\\]/u.test(text);
      this.separator = { type: 'regex', regex: this.regex(text), isPlain };
    }
    if (this.#fieldsBy === 'FS') this.record.setSplitter(this.splitter());
  }

  /** How FS cuts: a newline does too, where records are paragraphs. */
  splitter(): Splitter {
    const separator = this.inputFieldSeparator;
    const isParagraph = this.#inputSeparator === '';
    if (separator === ' ') return splitBlanks;
    if (separator === '') return splitLetters;
    if (Array.from(separator).length > 1) return this.splitterOf(this.regex(separator));
    if (!isParagraph || separator === '\n') return splitterOfLetter(separator);
    const source = separator === '\\' ? '[\\\\\n]' : `[${separator}\n]`;
    return this.splitterOf(new AwkRegex(source, false, () => undefined));
  }

  /** A regular expression that separates, as a text is cut by one. */
  splitterOf(regex: AwkRegex): Splitter {
    return splitterOfRegex(regex, this.#inputSeparator === '' && this.inputFieldSeparator === ' ');
  }

  /** A regular expression from a text. */
  regex(source: string): AwkRegex {
    const key = `${this.ignoresCase ? 'i' : ''}/${source}`;
    const known = this.#regexes.get(key);
    if (known) return known;
    try {
      const regex = new AwkRegex(source, this.ignoresCase, (message) => {
        this.warnOnce(message);
      });
      if (this.#regexes.size > 500) this.#regexes.clear();
      this.#regexes.set(key, regex);
      return regex;
    } catch (error) {
      if (!(error instanceof RegexProblem)) throw error;
      return fatal(`invalid regexp: ${error.message}: /${source}/`);
    }
  }

  /** A message as gawk writes them: the name of the program, the line, and the record. */
  message(text: string, isPlaced = true): string {
    const [name] = this.process.argv;
    const place = isPlaced && this.line ? labelOf(this.line) : '';
    const file = this.text(this.#fileName());
    const record =
      isPlaced && this.fileRecords > 0 ? `(FILENAME=${file} FNR=${this.fileRecords}) ` : '';
    return `${name.slice(name.lastIndexOf('/') + 1)}: ${place}${record}${text}\n`;
  }

  #fileName(): Value {
    const { value } = this.cell('FILENAME');
    return value instanceof AwkArray ? undefined : value;
  }

  warn(text: string): void {
    this.outputs.printError(this.message(`warning: ${text}`));
  }

  /** Warnings that were given already. */
  passOver(warned: ReadonlySet<string>): void {
    for (const message of warned) this.#warned.add(message);
  }

  /** Regular expressions tell once of each mistake; their text begins with what it is. */
  warnOnce(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.outputs.printError(this.message(message));
  }

  /** Counts a turn of what might never end; true when it is time to rest. */
  isTired(): boolean {
    this.#turns -= 1;
    return this.#turns <= 0 || this.outputs.isFull;
  }

  /** Writes what waits, and lets the shell hear Ctrl-C: a write counts as a step of its own. */
  async rest(): Promise<void> {
    this.#turns = turnsPerRest;
    const { stdout, stderr, signal } = this.process;
    if (this.outputs.isFull || stdout.isTerminal) await this.outputs.flush();
    await stderr.write('');
    signal.throwIfAborted();
  }
}
