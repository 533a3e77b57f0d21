/** The lines of a text, each with its newline but perhaps the last: one that has none differs from one that has. */
export function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n').map((line) => `${line}\n`);
  const last = lines.pop() ?? '';
  if (last !== '\n') lines.push(last.slice(0, -1));
  return lines;
}

/** A line of what diff prints: of the first text, of the second, of both, or where it is. */
export interface Printed {
  kind: 'from' | 'to' | 'both' | 'place';
  text: string;
}

/** A line after its sign, with the remark that diff makes on a last one without newline. */
export function printed(kind: Printed['kind'], sign: string, line: string): Printed {
  const end = line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n';
  return { kind, text: `${sign}${line}${end}` };
}
