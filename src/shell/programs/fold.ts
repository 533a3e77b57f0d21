import type { Program } from '#process/program.ts';
import { complain } from './arguments.ts';
import { bytesOf, eachInput, letterLines } from './bytes.ts';
import { readCommandLine } from './command-line.ts';

/** GNU fold (coreutils 9.1), for which a letter is a byte. */
export const fold: Program = async (process) => {
  const [name, ...args] = process.argv;
  const argv: [string, ...string[]] = [
    name,
    ...args.map((arg, i) => (args[i - 1] === '-w' ? arg : arg.replace(/^-(\d+)$/u, '-w$1'))),
  ];
  const line = await readCommandLine(
    { ...process, argv },
    { letters: 'bsw:', long: { bytes: 'b', spaces: 's', 'width:': 'w' } },
  );
  if ('status' in line) return line.status;
  const width = line.last('w') ?? '80';
  if (!/^\+?\d+$/u.test(width)) return complain(process, `invalid number of columns: ‘${width}’`);
  if (Number(width) === 0)
    return complain(
      process,
      `invalid number of columns: ‘${width}’: Numerical result out of range`,
    );
  const shape = { width: Number(width), countsBytes: line.has('b'), breaksAtSpaces: line.has('s') };
  return eachInput(process, line.rest, async ({ bytes }) => {
    for await (const one of letterLines(bytes))
      await process.stdout.write(bytesOf(folded(one, shape)));
  });
};

interface Shape {
  width: number;
  countsBytes: boolean;
  breaksAtSpaces: boolean;
}

function folded(text: string, { width, countsBytes, breaksAtSpaces }: Shape): string {
  let [result, line, column] = ['', '', 0];
  for (const letter of text) {
    if (letter === '\n') return `${result}${line}\n`;
    for (;;) {
      const next = after(column, letter, countsBytes);
      if (next <= width || line === '') {
        line += letter;
        column = next;
        break;
      }
      const space = breaksAtSpaces ? Math.max(line.lastIndexOf(' '), line.lastIndexOf('\t')) : -1;
      const cut = space < 0 ? line.length : space + 1;
      result += `${line.slice(0, cut)}\n`;
      line = line.slice(cut);
      column = Array.from(line).reduce((at, one) => after(at, one, countsBytes), 0);
    }
  }
  return result + line;
}

/** Where the cursor is after a letter. */
function after(column: number, letter: string, countsBytes: boolean): number {
  if (countsBytes) return column + 1;
  if (letter === '\b') return Math.max(0, column - 1);
  if (letter === '\r') return 0;
  return letter === '\t' ? column + 8 - (column % 8) : column + 1;
}
