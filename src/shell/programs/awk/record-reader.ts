import type { AwkRegex } from './regex.ts';

export interface InputRecord {
  readonly text: string;
  /** What ended it, for RT. */
  readonly end: string;
}

/** RS: one letter, a blank line, or an expression. */
export type Separator =
  | { readonly type: 'letter'; readonly letter: string }
  | { readonly type: 'paragraph' }
  | { readonly type: 'regex'; readonly regex: AwkRegex; readonly isPlain: boolean };

/** Records of an input that comes in pieces: no more is read than the next record needs. */
export class RecordReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #text = '';
  #at = 0;
  #isOver = false;

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#chunks = bytes[Symbol.asyncIterator]();
  }

  /** The next record; 'wait' where more must be read first, undefined at the end. */
  take(separator: Separator): InputRecord | 'wait' | undefined {
    switch (separator.type) {
      case 'letter':
        return this.#letter(separator.letter);
      case 'paragraph':
        return this.#paragraph();
      case 'regex':
        return this.#regex(separator);
    }
  }

  /** Reads on. */
  async fill(): Promise<void> {
    const { value, done } = await this.#chunks.next();
    const more =
      done === true ? this.#decoder.decode() : this.#decoder.decode(value, { stream: true });
    this.#text = this.#text.slice(this.#at) + more;
    this.#at = 0;
    this.#isOver = done === true;
  }

  #cut(from: number, to: number, end: number): InputRecord {
    this.#at = end;
    return { text: this.#text.slice(from, to), end: this.#text.slice(to, end) };
  }

  #rest(): InputRecord | 'wait' | undefined {
    if (!this.#isOver) return 'wait';
    if (this.#at >= this.#text.length) return undefined;
    return this.#cut(this.#at, this.#text.length, this.#text.length);
  }

  #letter(letter: string): InputRecord | 'wait' | undefined {
    const end = this.#text.indexOf(letter, this.#at);
    return end < 0 ? this.#rest() : this.#cut(this.#at, end, end + letter.length);
  }

  #paragraph(): InputRecord | 'wait' | undefined {
    while (this.#text.charAt(this.#at) === '\n') this.#at += 1;
    const blank = this.#text.indexOf('\n\n', this.#at);
    if (blank < 0) {
      if (!this.#isOver) return 'wait';
      if (this.#at >= this.#text.length) return undefined;
      const { length } = this.#text;
      return this.#cut(this.#at, this.#text.endsWith('\n') ? length - 1 : length, length);
    }
    let end = blank + 2;
    while (this.#text.charAt(end) === '\n') end += 1;
    if (end === this.#text.length && !this.#isOver) return 'wait';
    return this.#cut(this.#at, blank, end);
  }

  #regex({ regex, isPlain }: Separator & { type: 'regex' }): InputRecord | 'wait' | undefined {
    let from = this.#at;
    for (;;) {
      const found = from <= this.#text.length ? regex.find(this.#text, from) : undefined;
      if (!found) return this.#rest();
      if (found.end > found.start) {
        // A longer match may still come.
        const isSure = isPlain || this.#isOver || found.end < this.#text.length;
        return isSure ? this.#cut(this.#at, found.start, found.end) : 'wait';
      }
      from = found.end + 1;
    }
  }
}
