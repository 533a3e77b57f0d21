import type { Line } from './ast.ts';
import { SyntaxProblem } from './problems.ts';

interface Part {
  /** The file that it was read from; undefined for the command line. */
  readonly file: string | undefined;
  readonly text: string;
}

/** The text of a program, of which each part counts its own lines. */
export class Source {
  readonly text: string;
  readonly #starts: { at: number; file: string | undefined }[] = [];

  constructor(parts: readonly Part[]) {
    let text = '';
    for (const part of parts) {
      this.#starts.push({ at: text.length, file: part.file });
      text += part.text.endsWith('\n') || part.text === '' ? part.text : `${part.text}\n`;
    }
    this.text = text;
  }

  lineAt(at: number): Line {
    const part = this.#starts.findLast((one) => one.at <= at);
    const before = this.text.slice(part?.at ?? 0, at);
    return { file: part?.file, line: before.split('\n').length };
  }

  /** A message that shows the line, and where in it. */
  fail(message: string, at: number, isAtNewline = false): never {
    let from = at;
    while (from > 0 && (from === at || this.text.charAt(from) !== '\n')) from -= 1;
    const start = from > 0 || this.text.startsWith('\n') ? from + 1 : 0;
    const shown = this.text.slice(start).split('\n')[0] ?? '';
    const { file, line } = this.lineAt(at);
    const place = labelOf({ file, line: line + Number(isAtNewline) });
    // The caret counts bytes.
    const indent = this.text
      .slice(start, at)
      .replace(/[^\t]/gu, (letter) => ' '.repeat(new TextEncoder().encode(letter).length));
    throw new SyntaxProblem(`${place}${shown}\n${place}${indent}^ ${message}`);
  }
}

/** How messages tell where they come from: the file or the command line, and the line. */
export function labelOf({ file, line }: Line): string {
  return `${file ?? 'cmd. line'}:${line}: `;
}
