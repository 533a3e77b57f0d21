/** A part of a word once expanded. 'break' is where one word ends and the next begins, as between the values of "$@". */
export type Piece = Text | 'break';

export interface Text {
  readonly text: string;
  /** Its characters mean themselves, and an empty one still makes a word. */
  readonly quoted: boolean;
  /** Comes from an expansion: it is split at the characters of IFS. */
  readonly split: boolean;
}

export const quoted = (text: string): Text => ({ text, quoted: true, split: false });
export const literal = (text: string): Text => ({ text, quoted: false, split: false });
export const splitting = (text: string): Text => ({ text, quoted: false, split: true });

/** Unquoted source text: a backslash quotes the next character, and disappears with a newline. */
export function unescaped(text: string): Text[] {
  if (!text.includes('\\')) return text === '' ? [] : [literal(text)];
  const pieces: Text[] = [];
  for (const [part] of text.matchAll(/\\\n|\\[^]|[^\\]+|\\$/gu)) {
    if (part === '\\\n') continue;
    if (part.startsWith('\\')) pieces.push(quoted(part.slice(1) || '\\'));
    else pieces.push(literal(part));
  }
  return pieces;
}

/** The words that pieces make, by the rules of field splitting (POSIX XCU 2.6.5). */
export function fieldsOf(pieces: readonly Piece[], ifs: string): Text[][] {
  const fields: Text[][] = [];
  let current: Text[] | undefined;
  // The last word was ended by white space: a separator that follows belongs to the same end.
  let afterWhite = false;
  const end = (): void => {
    if (current) fields.push(current);
    current = undefined;
  };
  const split = (text: string): void => {
    let from = 0;
    const take = (to: number): void => {
      if (to > from) (current ??= []).push(literal(text.slice(from, to)));
    };
    for (let at = 0; at < text.length; at += 1) {
      const char = text.charAt(at);
      if (!ifs.includes(char)) {
        afterWhite = false;
        continue;
      }
      take(at);
      from = at + 1;
      if (' \t\n'.includes(char)) {
        if (current) afterWhite = true;
        end();
      } else {
        if (!current && !afterWhite) current = [];
        afterWhite = false;
        end();
      }
    }
    take(text.length);
  };
  for (const piece of pieces) {
    if (piece === 'break') {
      end();
      afterWhite = false;
    } else if (piece.split) split(piece.text);
    else if (piece.quoted || piece.text !== '') {
      (current ??= []).push(piece);
      afterWhite = false;
    }
  }
  end();
  return fields;
}

export function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (piece === 'break' ? ' ' : piece.text)).join('');
}
