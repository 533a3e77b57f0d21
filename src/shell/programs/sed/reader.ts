/** An error of a script, in the words of GNU sed 4.9. */
export class SedError extends Error {
  override name = 'SedError';
  readonly status: number;
  constructor(message: string, status = 1) {
    super(message);
    this.status = status;
  }
}

/** One expression, read letter by letter: errors tell how far. */
export class Reader {
  at = 0;
  readonly text: string;
  readonly #label: string;
  constructor(text: string, label: string) {
    this.text = text;
    this.#label = label;
  }

  /** The next letter; empty at the end. */
  peek(): string {
    return this.text.charAt(this.at);
  }

  next(): string {
    const letter = this.peek();
    this.at += 1;
    if (letter === '') this.at = this.text.length;
    return letter;
  }

  isOver(): boolean {
    return this.at >= this.text.length;
  }

  /** Takes what matches from here. */
  take(pattern: RegExp): string {
    const sticky = new RegExp(pattern.source, 'uy');
    sticky.lastIndex = this.at;
    const [found = ''] = sticky.exec(this.text) ?? [];
    this.at += found.length;
    return found;
  }

  number(): number | undefined {
    const digits = this.take(/\d+/);
    return digits === '' ? undefined : Number(digits);
  }

  fail(message: string, at = this.at): never {
    throw new SedError(`${this.#label}, char ${at}: ${message}`);
  }
}
