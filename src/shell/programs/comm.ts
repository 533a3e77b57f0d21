import type { Process, Program } from '#process/program.ts';
import { complain, openFile } from './arguments.ts';
import { bytesOf, letterLines, lettersOfText } from './bytes.ts';
import { misuse, readCommandLine, type CommandLine } from './command-line.ts';
import { quoteName } from './quote-name.ts';

const long = {
  'check-order': 'check',
  'nocheck-order': 'nocheck',
  'output-delimiter:': 'delimiter',
  total: 'total',
  'zero-terminated': 'z',
};

/** GNU comm (coreutils 9.1): a line is written as soon as both files have gone past it. */
export const comm: Program = async (process) => {
  const line = await readCommandLine(process, { letters: '123z', long });
  if ('status' in line) return line.status;
  const [first, second, extra] = line.rest;
  if (first === undefined) return misuse(process, 'missing operand');
  if (second === undefined) return misuse(process, `missing operand after ‘${first}’`);
  if (extra !== undefined) return misuse(process, `extra operand ‘${extra}’`);
  const end = line.has('z') ? '\0' : '\n';
  const sides: Side[] = [];
  for (const name of [first, second]) {
    const source = openFile(process, name);
    if (typeof source === 'string') return complain(process, `${quoteName(name)}: ${source}`);
    sides.push(new Side(letterLines(source.bytes, end), end));
  }
  const [left, right] = sides;
  return left && right ? compare(process, line, { left, right, end }) : 1;
};

/** One of the files, at its current line. */
class Side {
  current: string | undefined;
  before: string | undefined;
  isDisordered = false;
  readonly #lines: AsyncIterator<string>;
  readonly #end: string;
  #beforeThat: string | undefined;

  constructor(lines: AsyncIterator<string>, end: string) {
    this.#lines = lines;
    this.#end = end;
  }

  async step(): Promise<void> {
    const { done, value } = await this.#lines.next();
    this.#beforeThat = this.before;
    this.before = this.current;
    this.current =
      done === true ? undefined : value.endsWith(this.#end) ? value.slice(0, -1) : value;
  }

  /** Whether the last two lines that were read are in the wrong order. */
  isWrong(): boolean {
    const [one, two] =
      this.current === undefined ? [this.#beforeThat, this.before] : [this.before, this.current];
    return one !== undefined && two !== undefined && one > two;
  }
}

interface Sides {
  left: Side;
  right: Side;
  end: string;
}

async function compare(
  process: Process,
  line: CommandLine,
  { left, right, end }: Sides,
): Promise<number> {
  const { stdout } = process;
  const delimiter = lettersOfText(line.last('delimiter') ?? '\t') || '\0';
  const counts = [0, 0, 0];
  const hidden = ['1', '2', '3'].map((column) => line.has(column));
  let hasUnpaired = false;
  await left.step();
  await right.step();
  while (left.current !== undefined || right.current !== undefined) {
    const [a, b] = [left.current, right.current];
    const column = a === undefined ? 1 : b === undefined ? 0 : a === b ? 2 : a < b ? 0 : 1;
    if (column !== 2) hasUnpaired = true;
    counts[column] = (counts[column] ?? 0) + 1;
    const start = delimiter.repeat(hidden.slice(0, column).filter((one) => !one).length);
    if (!hidden[column])
      await stdout.write(bytesOf(`${start}${(column === 1 ? b : a) ?? ''}${end}`));
    const moved = column === 2 ? [left, right] : column === 0 ? [left] : [right];
    for (const side of moved) {
      await side.step();
      const checks = line.has('check') || (hasUnpaired && !line.has('nocheck'));
      if (!checks || side.isDisordered || !side.isWrong()) continue;
      side.isDisordered = true;
      await complain(process, `file ${side === left ? 1 : 2} is not in sorted order`);
      if (line.has('check')) return 1;
    }
  }
  if (line.has('total'))
    await stdout.write(bytesOf(`${[...counts, 'total'].join(delimiter)}${end}`));
  if (left.isDisordered || right.isDisordered)
    return complain(process, 'input is not in sorted order');
  return 0;
}
