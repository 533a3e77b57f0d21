import type { Process, Program } from '#process/program.ts';
import { baseName } from '#shell/path.ts';
import { complain, parseOptions } from './arguments.ts';

const durations: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** sleep, on the cluster's clock. */
const sleep: Program = async (process) => {
  const { argv, time, signal } = process;
  if (argv.length < 2) {
    await process.stderr.write(
      "sleep: missing operand\nTry 'sleep --help' for more information.\n",
    );
    return 1;
  }
  let seconds = 0;
  for (const text of argv.slice(1)) {
    if (text === 'infinity') seconds = Infinity;
    const match = /^(\d*\.?\d+|\d+\.)([smhd]?)$/.exec(text);
    if (!match && text !== 'infinity') {
      await process.stderr.write(
        `sleep: invalid time interval ‘${text}’\nTry 'sleep --help' for more information.\n`,
      );
      return 1;
    }
    if (match) seconds += Number(match[1]) * (durations[match[2] ?? ''] ?? 1);
  }
  await time.sleep(Math.min(seconds * 1000, Number.MAX_SAFE_INTEGER / 2), signal);
  return 0;
};

const seq: Program = async (process) => {
  const { argv, stdout } = process;
  const args = argv.slice(1);
  let [separator, isWide, format] = ['\n', false, undefined as string | undefined];
  while (args[0] !== undefined && /^-(?:s|w|f|-)/.test(args[0])) {
    const option = args.shift() ?? '';
    if (option.startsWith('-w') || option === '--equal-width') isWide = true;
    else if (option.startsWith('-s')) separator = option.slice(2) || (args.shift() ?? '');
    else if (option.startsWith('-f')) format = option.slice(2) || (args.shift() ?? '');
    else if (option.startsWith('--separator=')) separator = option.slice(12);
  }
  const wrong = args.find((text) => !/^[-+]?\d*\.?\d+(?:e[-+]?\d+)?$/.test(text));
  if (wrong !== undefined || args.length === 0 || args.length > 3) {
    const reason =
      args.length === 0
        ? 'missing operand'
        : wrong === undefined
          ? `extra operand ‘${args[3] ?? ''}’`
          : `invalid floating point argument: ‘${wrong}’`;
    await process.stderr.write(`seq: ${reason}\nTry 'seq --help' for more information.\n`);
    return 1;
  }
  const first = args.length > 1 ? Number(args[0]) : 1;
  const by = args.length > 2 ? Number(args[1]) : 1;
  const last = Number(args.at(-1));
  if (by === 0) return complain(process, `invalid Zero increment value: ‘${args[1] ?? ''}’`);
  const digits = Math.max(...args.slice(0, 2).map((text) => text.split('.')[1]?.length ?? 0));
  const width = isWide ? Math.max(first.toFixed(digits).length, last.toFixed(digits).length) : 0;
  const shown = (value: number): string => {
    const text = value.toFixed(digits).padStart(width, '0');
    return format === undefined
      ? text
      : format.replace(/%0?(\d*)(?:\.\d+)?[gfe]/u, (_, wide: string) =>
          text.padStart(Number(wide), '0'),
        );
  };
  const count = Math.floor((last - first) / by + 1e-10) + 1;
  let block = '';
  for (let i = 0; i < count; i += 1) {
    block += shown(first + i * by) + (i < count - 1 ? separator : '\n');
    if (block.length < 8192) continue;
    await stdout.write(block);
    block = '';
  }
  await stdout.write(block);
  return 0;
};

const basename: Program = async (process) => {
  const options = await parseOptions(process, {
    letters: 'as:z',
    long: { multiple: 'a', 'suffix:': 's' },
  });
  if (!options) return 1;
  const [first, second] = options.rest;
  if (first === undefined) {
    await process.stderr.write(
      "basename: missing operand\nTry 'basename --help' for more information.\n",
    );
    return 1;
  }
  const isMany = options.has('a', 's');
  const suffix = options.values.get('s') ?? (isMany ? '' : (second ?? ''));
  for (const path of isMany ? options.rest : [first]) {
    const name = baseName(path.replace(/\/+$/u, '')) || (path.startsWith('/') ? '/' : '');
    const isCut = suffix !== '' && name !== suffix && name.endsWith(suffix);
    await process.stdout.write(`${isCut ? name.slice(0, -suffix.length) : name}\n`);
  }
  return 0;
};

const dirname: Program = async ({ argv, stdout, stderr }) => {
  if (argv.length < 2) {
    await stderr.write("dirname: missing operand\nTry 'dirname --help' for more information.\n");
    return 1;
  }
  for (const path of argv.slice(1)) {
    const trimmed = path.replace(/\/+$/u, '');
    const folder = trimmed.includes('/')
      ? trimmed.slice(0, trimmed.lastIndexOf('/')).replace(/\/+$/u, '')
      : '.';
    await stdout.write(
      `${folder === '' || trimmed === '' ? (path.startsWith('/') ? '/' : '.') : folder}\n`,
    );
  }
  return 0;
};

const says =
  (text: (process: Process) => string, status = 0): Program =>
  async (process) => {
    await process.stdout.write(text(process));
    return status;
  };

const system: Readonly<Record<string, string>> = {
  s: 'Linux',
  r: '6.12.0-maillage',
  v: '#1 SMP',
  m: 'x86_64',
  p: 'unknown',
  i: 'unknown',
  o: 'GNU/Linux',
};

const uname: Program = async (process) => {
  const options = await parseOptions(process, { letters: 'asnrvmpio', long: { all: 'a' } });
  if (!options) return 1;
  const wanted = options.values.size === 0 ? 's' : options.has('a') ? 'snrvmo' : 'snrvmpio';
  const shown = Array.from(wanted).filter(
    (letter) => options.values.size === 0 || options.has('a') || options.has(letter),
  );
  const values = shown.map((letter) => system[letter] ?? process.env.get('HOSTNAME') ?? 'maillage');
  await process.stdout.write(`${values.join(' ')}\n`);
  return 0;
};

export const small: Readonly<Record<string, Program>> = {
  sleep,
  seq,
  basename,
  dirname,
  uname,
  true: says(() => ''),
  false: says(() => '', 1),
  clear: says(() => '\x1b[H\x1b[2J\x1b[3J'),
  sync: says(() => ''),
  nproc: says(() => '4\n'),
  arch: says(() => 'x86_64\n'),
  whoami: says(({ env }) => `${env.get('USER') ?? 'root'}\n`),
  hostname: says(({ env }) => `${env.get('HOSTNAME') ?? 'maillage'}\n`),
  tty: says(({ stdin }) => (stdin.isTerminal ? '/dev/pts/0\n' : 'not a tty\n')),
};
