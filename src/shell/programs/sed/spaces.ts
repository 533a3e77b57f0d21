import type { Edit } from './commands.ts';

/** A text, and whether it has its end: a last line may lack it. */
export interface Text {
  readonly text: string;
  readonly hasEnd: boolean;
}

/** The pattern space, and the hold space beside it. */
export class Spaces {
  pattern: Text = { text: '', hasEnd: true };
  #hold: Text = { text: '', hasEnd: true };
  readonly #separator: string;

  constructor(separator: string) {
    this.#separator = separator;
  }

  edit(command: Edit): void {
    const { pattern } = this;
    const hold = this.#hold;
    switch (command.name) {
      case 'g':
        this.pattern = hold;
        return;
      case 'G':
        this.append(hold);
        return;
      case 'h':
        this.#hold = pattern;
        return;
      case 'H':
        this.#hold = this.#joined(hold, pattern);
        return;
      case 'x':
        [this.pattern, this.#hold] = [hold, pattern];
        return;
      case 'y':
        this.change(Array.from(pattern.text, (one) => command.letters.get(one) ?? one).join(''));
        return;
      case 'z':
        this.change('');
    }
  }

  change(text: string): void {
    this.pattern = { ...this.pattern, text };
  }

  append(more: Text): void {
    this.pattern = this.#joined(this.pattern, more);
  }

  /** The first line of the pattern space. */
  first(): Text {
    const { text } = this.pattern;
    const end = text.indexOf(this.#separator);
    return end < 0 ? this.pattern : { text: text.slice(0, end), hasEnd: true };
  }

  /** Whether there was one with its end, and something stays. */
  deleteFirst(): boolean {
    const { text } = this.pattern;
    const end = text.indexOf(this.#separator);
    if (end >= 0) this.change(text.slice(end + 1));
    return end >= 0;
  }

  #joined(first: Text, second: Text): Text {
    return { ...second, text: first.text + this.#separator + second.text };
  }
}
