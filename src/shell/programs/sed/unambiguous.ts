const names: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** A line as `l` shows it: nothing that could be mistaken, its end marked, cut at a width (1 does not cut, 0 neither). */
export function unambiguous(text: string, width: number): string {
  const most = width > 1 ? width - 1 : Infinity;
  let [result, column] = ['', 0];
  for (const letter of text) {
    const shown = names[letter] ?? (/[ -~]/u.test(letter) ? letter : octal(letter));
    if (column + shown.length > most) {
      result += '\\\n';
      column = 0;
    }
    result += shown;
    column += shown.length;
  }
  return `${result}$\n`;
}

function octal(letter: string): string {
  return Array.from(
    new TextEncoder().encode(letter),
    (byte) => `\\${byte.toString(8).padStart(3, '0')}`,
  ).join('');
}
