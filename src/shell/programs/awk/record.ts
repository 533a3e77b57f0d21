import { fatal } from './problems.ts';
import { splitBlanks, type Splitter } from './splitting.ts';
import { absent, toText, UserInput, type Value, type WriteNumber } from './values.ts';

const mostFields = 1_000_000;

/** The current record: cut when a field is asked for, put together again when it is, after a field has changed. */
export class CurrentRecord {
  #text: Value = absent;
  #isWhole = true;
  #fields: Value[] = [];
  #isCut = true;
  #splitter: Splitter = splitBlanks;
  #separator = ' ';
  readonly #write: WriteNumber;

  constructor(write: WriteNumber) {
    this.#write = write;
  }

  setText(text: string): void {
    this.#begin(new UserInput(text));
  }

  /** What is assigned stays a number or a text. */
  #begin(value: Value): void {
    this.#text = value;
    this.#isWhole = true;
    this.#isCut = false;
  }

  /** The record that is there is cut as before. */
  setSplitter(splitter: Splitter): void {
    this.#cut();
    this.#splitter = splitter;
  }

  /** A record that has changed is put together with the separator of before. */
  setSeparator(separator: string): void {
    this.#join();
    this.#separator = separator;
  }

  get count(): number {
    this.#cut();
    return this.#fields.length;
  }

  set count(count: number) {
    if (count < 0) fatal('NF set to negative value');
    if (count > mostFields) fatal('maillage: plus d’un million de champs');
    this.#cut();
    const before = this.#fields.length;
    this.#fields.length = count;
    if (count > before) this.#fields.fill(absent, before);
    this.#isWhole = false;
  }

  get text(): string {
    return toText(this.whole, this.#write);
  }

  get whole(): Value {
    if (!this.#isWhole) this.#join();
    return this.#text;
  }

  get(index: number): Value {
    if (index === 0) return this.whole;
    if (index < 0 || Number.isNaN(index)) fatal(`attempt to access field ${index}`);
    this.#cut();
    return index <= this.#fields.length ? this.#fields[index - 1] : absent;
  }

  /** A field that is about to change is there from then on. */
  claim(index: number): Value {
    const { count } = this;
    if (index > count && index <= mostFields) {
      // The record is not put together again for that alone.
      this.#fields.length = index;
      this.#fields.fill(absent, count);
    }
    return this.get(index);
  }

  set(index: number, value: Value): void {
    if (index === 0) {
      this.#begin(value);
      return;
    }
    if (index < 0) fatal(`attempt to access field ${index}`);
    this.#cut();
    if (index > this.#fields.length) this.count = index;
    this.#fields[index - 1] = value;
    this.#isWhole = false;
  }

  #cut(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    const { fields } = this.#splitter(toText(this.#text, this.#write));
    this.#fields = fields.map((field) => new UserInput(field));
  }

  #join(): void {
    if (this.#isWhole) return;
    this.#isWhole = true;
    const text = this.#fields.map((field) => toText(field, this.#write)).join(this.#separator);
    // Text that was put together is no number, whatever it looks like.
    this.#text = text;
  }
}
