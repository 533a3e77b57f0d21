import type { Program } from '#process/program.ts';
import { complain, linesOf, openFile, parseOptions, type Options } from './arguments.ts';

/** GNU uniq, as far as it is typed: -c, -d, -u, -i, -f N, -s N, -w N. It streams: a line is written when the next one differs. */
export const uniq: Program = async (process) => {
  const options = await parseOptions(process, {
    letters: 'cduif:s:w:',
    long: {
      count: 'c',
      repeated: 'd',
      unique: 'u',
      'ignore-case': 'i',
      'skip-fields:': 'f',
      'skip-chars:': 's',
      'check-chars:': 'w',
    },
  });
  if (!options) return 1;
  const [name = '-', , extra] = options.rest;
  if (extra !== undefined) return complain(process, `extra operand '${extra}'`);
  const source = openFile(process, name);
  if (typeof source === 'string') return complain(process, `${name}: ${source}`);
  const keyOf = comparison(options);
  let group: { line: string; key: string; count: number } | undefined;
  const flush = async (): Promise<void> => {
    if (group && isShown(options, group.count)) {
      const count = options.has('c') ? `${String(group.count).padStart(7)} ` : '';
      await process.stdout.write(`${count}${group.line}\n`);
    }
  };
  for await (const ended of linesOf(source.bytes)) {
    const line = ended.replace(/\n$/u, '');
    const key = keyOf(line);
    if (group && group.key === key) group.count += 1;
    else {
      await flush();
      group = { line, key, count: 1 };
    }
  }
  await flush();
  return 0;
};

/** What of a line is compared. */
function comparison(options: Options): (line: string) => string {
  const number = (letter: string): number => Number(options.values.get(letter) ?? 0);
  const fields = new RegExp(`^(?:[ \\t]*[^ \\t]+){0,${number('f')}}`);
  const width = options.has('w') ? number('w') : Infinity;
  return (line) => {
    const from = fields.exec(line)?.[0].length ?? 0;
    const part = line.slice(from).slice(number('s')).slice(0, width);
    return options.has('i') ? part.toLowerCase() : part;
  };
}

function isShown(options: Options, count: number): boolean {
  if (options.has('d')) return count > 1 && !options.has('u');
  return !options.has('u') || count === 1;
}
