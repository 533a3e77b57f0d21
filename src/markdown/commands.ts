/** A command as typed, with the lines of its block it stands on (from 0, last included). */
export interface Command {
  readonly input: string;
  readonly first: number;
  readonly last: number;
}

const hereDocument = /<<-?\s*(['"]?)(\w+)\1/;

function lastLineOf(lines: readonly string[], first: number): number {
  const delimiter = hereDocument.exec(lines[first] ?? '')?.[2];
  if (delimiter) {
    const end = lines.findIndex((line, index) => index > first && line.trim() === delimiter);
    return end === -1 ? lines.length - 1 : end;
  }
  let last = first;
  while (last < lines.length - 1 && lines[last]?.endsWith('\\')) last += 1;
  return last;
}

/** The commands of a shell block: one a line, continued by a final backslash or a here-document; comments are not run. */
export function splitCommands(code: string): Command[] {
  const lines = code.replace(/\n+$/, '').split('\n');
  const commands: Command[] = [];
  for (let first = 0; first < lines.length; first += 1) {
    const line = lines[first] ?? '';
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const last = lastLineOf(lines, first);
    commands.push({ input: lines.slice(first, last + 1).join('\n'), first, last });
    first = last;
  }
  return commands;
}
