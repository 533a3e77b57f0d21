import type { Process, Program } from '#process/program.ts';
import { openFile } from './arguments.ts';
import { allBytes, bytesOf, lettersOf, lettersOfText } from './bytes.ts';
import { notSimulated, readCommandLine } from './command-line.ts';

const long = {
  all: 'a',
  data: 'd',
  'print-file-name': 'f',
  'bytes:': 'n',
  'include-all-whitespace': 'w',
  'radix:': 't',
  'encoding:': 'e',
  'unicode:': 'U',
  'target:': 'T',
  'output-separator:': 's',
};

interface Settings {
  pattern: RegExp;
  radix: number | undefined;
  isNamed: boolean;
  separator: string;
}

const radixes: Readonly<Record<string, number>> = { d: 10, o: 8, x: 16 };

/** strings of binutils 2.40, for texts of seven bits. */
export const strings: Program = async (process) => {
  const [name, ...args] = process.argv;
  const argv: [string, ...string[]] = [
    name,
    ...args.map((arg) => arg.replace(/^-(\d+)$/u, '-n$1')),
  ];
  const line = await readCommandLine(
    { ...process, argv },
    {
      letters: 'adfn:wt:oe:U:T:s:',
      long,
      hint: 'maillage: le reste de cette aide n’est pas simulé dans ce cours',
    },
  );
  if ('status' in line) return line.status;
  const odd = ['e', 'U', 'T'].find((letter) => line.has(letter));
  if (odd !== undefined) return notSimulated(process, `strings -${odd}`);
  const fail = async (reason: string): Promise<number> => {
    await process.stderr.write(`strings: ${reason}\n`);
    return 1;
  };
  const least = line.last('n') ?? '4';
  if (!/^\d+$/u.test(least)) return fail(`invalid integer argument ${least}`);
  if (Number(least) === 0) return fail('invalid minimum string length 0');
  const radix = line.given.findLast(({ letter }) => letter === 't' || letter === 'o');
  const base = radix && (radixes[radix.value ?? 'o'] ?? 0);
  if (base === 0) return notSimulated(process, `strings -t ${radix?.value ?? ''}`);
  const settings = {
    pattern: new RegExp(`[ -~\\t${line.has('w') ? '\\n\\r\\v\\f' : ''}]{${least},}`, 'gu'),
    radix: base,
    isNamed: line.has('f'),
    separator: lettersOfText(line.last('s') ?? '\n'),
  };
  const names = line.rest.filter((one) => one !== '-');
  if (names.length === 0)
    return show(process, { name: '{standard input}', settings }, process.stdin);
  let status = 0;
  for (const one of names) {
    const source = openFile(process, one);
    if (typeof source !== 'string') await show(process, { name: one, settings }, source.bytes);
    else if (source === 'Is a directory') status = await fail(`Warning: '${one}' is a directory`);
    else status = await fail(`'${one}': No such file`);
  }
  return status;
};

async function show(
  { stdout }: Process,
  { name, settings }: { name: string; settings: Settings },
  bytes: AsyncIterable<Uint8Array>,
): Promise<number> {
  const { pattern, radix, isNamed, separator } = settings;
  for (const match of lettersOf(await allBytes(bytes)).matchAll(pattern)) {
    const title = isNamed ? lettersOfText(`${name}: `) : '';
    const place = radix === undefined ? '' : `${match.index.toString(radix).padStart(7)} `;
    await stdout.write(bytesOf(`${title}${place}${match[0]}${separator}`));
  }
  return 0;
}
