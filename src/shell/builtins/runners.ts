import { fork, print, type Environment } from '#shell/environment.ts';
import { createGroup } from '#shell/jobs.ts';
import { readText } from '#process/streams.ts';
import { report, type Builtin } from './builtin.ts';

// Programs that run other programs: they look like files to `type`, but need the shell.

export const env: Builtin = async (sh, argv) => {
  const args = argv.slice(1);
  const child = fork(sh);
  let isEmpty = false;
  const removed: string[] = [];
  for (let arg = args[0]; arg !== undefined && arg.startsWith('-'); arg = args[0]) {
    args.shift();
    if (arg === '-i' || arg === '-' || arg === '--ignore-environment') isEmpty = true;
    else if (arg === '-u') removed.push(args.shift() ?? '');
    else if (arg.startsWith('-u')) removed.push(arg.slice(2));
    else if (arg !== '--')
      return report(sh, argv, `invalid option -- '${arg.replace(/^-+/u, '')}'`).then(() => 125);
  }
  const gone = isEmpty ? [...child.variables.exported().keys()] : removed;
  const path = sh.variables.get('PATH') ?? '';
  for (const name of gone) child.variables.unset(name);
  for (let arg = args[0]; arg?.includes('='); arg = args[0]) {
    const at = arg.indexOf('=');
    const variable = child.variables.declareGlobal(arg.slice(0, at));
    variable.flags = 'x';
    variable.value = arg.slice(at + 1);
    args.shift();
  }
  if (args.length === 0) {
    const lines = [...child.variables.exported()].map(([name, value]) => `${name}=${value}\n`);
    await print(sh, lines.join(''));
    return 0;
  }
  if (child.variables.get('PATH') === undefined) child.variables.set('PATH', path);
  return runFile(child, argv, args);
};

export const printenv: Builtin = async (sh, argv) => {
  const exported = sh.variables.exported();
  const names = argv.slice(1);
  if (names.length === 0) return env(sh, ['env'], new Map());
  let status = 0;
  for (const name of names) {
    const value = exported.get(name);
    if (value === undefined) status = 1;
    else await print(sh, `${value}\n`);
  }
  return status;
};

/** A program by its name, never a function or a builtin that only the shell has. */
async function runFile(
  sh: Environment,
  argv: readonly string[],
  words: readonly string[],
): Promise<number> {
  const status = await sh.host.engine.call(sh, words, { skipFunctions: true, quiet: true });
  if (status !== 127 || !sh.missing) return status;
  sh.missing = false;
  await sh.descriptors
    .get(2)
    ?.output?.write(`${argv[0] ?? ''}: ‘${words[0] ?? ''}’: No such file or directory\n`);
  return 127;
}

const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

export const timeout: Builtin = async (sh, argv) => {
  const args = argv.slice(1);
  let signal = 'SIGTERM';
  let keepsStatus = false;
  for (let arg = args[0]; arg?.startsWith('-'); arg = args[0]) {
    args.shift();
    if (arg === '-s' || arg === '--signal')
      signal = `SIG${(args.shift() ?? '').replace(/^SIG/u, '')}`;
    else if (arg === '-k' || arg === '--kill-after') args.shift();
    else if (arg === '--preserve-status') keepsStatus = true;
    else if (/^-s./u.test(arg)) signal = `SIG${arg.slice(2).replace(/^SIG/u, '')}`;
  }
  const [duration, ...words] = args;
  if (duration === undefined || words.length === 0)
    return report(sh, argv, 'missing operand').then(() => 125);
  const match = /^(\d*\.?\d+)([smhd]?)$/u.exec(duration);
  if (!match) return report(sh, argv, `invalid time interval ‘${duration}’`).then(() => 125);
  const child = fork(sh);
  const group = createGroup(sh.group.controller.signal);
  child.group = group;
  const stop = new AbortController();
  const ms = Number(match[1]) * (units[match[2] ?? ''] ?? 1) * 1000;
  let isLate = false;
  const late = sh.host.time.sleep(ms, stop.signal).then(
    () => {
      isLate = true;
      group.controller.abort(signal);
    },
    () => undefined,
  );
  const status = await runFile(child, argv, words);
  stop.abort('SIGTERM');
  await late;
  return isLate && !keepsStatus ? 124 : status;
};

export const nohup: Builtin = (sh, argv) => runFile(sh, argv, argv.slice(1));

export const nice: Builtin = (sh, argv) => runFile(sh, argv, argv.slice(argv[1] === '-n' ? 3 : 1));

interface Batch {
  words: string[];
  place: string | undefined;
  most: number;
  hasTrace: boolean;
}

export const xargs: Builtin = async (sh, argv) => {
  const args = argv.slice(1);
  const batch: Batch = { words: [], place: undefined, most: Infinity, hasTrace: false };
  let [delimiter, skipsEmpty, byLine] = [undefined as string | undefined, false, false];
  for (let arg = args[0]; arg !== undefined && /^-./u.test(arg); arg = args[0]) {
    args.shift();
    const value = (): string => (arg.length > 2 ? arg.slice(2) : (args.shift() ?? ''));
    if (arg.startsWith('-I')) batch.place = value();
    else if (arg.startsWith('-n')) batch.most = Number(value());
    else if (arg.startsWith('-L')) [batch.most, byLine] = [Number(value()), true];
    else if (arg.startsWith('-P') || arg.startsWith('-s')) value();
    else if (arg.startsWith('-d')) delimiter = value().replace('\\n', '\n').replace('\\t', '\t');
    else if (arg === '-0' || arg === '--null') delimiter = '\0';
    else if (arg === '-r' || arg === '--no-run-if-empty') skipsEmpty = true;
    else if (arg === '-t') batch.hasTrace = true;
    else if (arg === '--') break;
  }
  const input = sh.descriptors.get(0)?.input;
  const text = input ? await readText(input) : '';
  batch.words = args.length > 0 ? args : ['echo'];
  const items = itemsOf(text, { delimiter, byLine: byLine || batch.place !== undefined });
  if (items.length === 0 && (skipsEmpty || batch.place !== undefined)) return 0;
  return runBatches(sh, argv, { batch, items });
};

function itemsOf(
  text: string,
  { delimiter, byLine }: { delimiter: string | undefined; byLine: boolean },
): string[] {
  if (delimiter !== undefined)
    return text
      .replace(new RegExp(`${delimiter}$`, 'u'), '')
      .split(delimiter)
      .filter((_, i, all) => all.length > 1 || text !== '' || i > 0);
  if (byLine)
    return text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  return [...text.matchAll(/(?:"[^"\n]*"|'[^'\n]*'|\\[^]|[^\s"'\\])+/gu)].map(([word]) =>
    word.replace(
      /"([^"]*)"|'([^']*)'|\\([^])/gu,
      (_, a?: string, b?: string, c?: string) => a ?? b ?? c ?? '',
    ),
  );
}

async function runBatches(
  sh: Environment,
  argv: readonly string[],
  { batch, items }: { batch: Batch; items: readonly string[] },
): Promise<number> {
  const { words, place, most, hasTrace } = batch;
  const size = place === undefined ? Math.min(most, 5000) : 1;
  let status = 0;
  for (let at = 0; at < Math.max(items.length, 1); at += size) {
    const taken = items.slice(at, at + size);
    const line =
      place === undefined
        ? [...words, ...taken]
        : words.map((word) => word.replaceAll(place, taken[0] ?? ''));
    if (hasTrace) await sh.descriptors.get(2)?.output?.write(`${line.join(' ')}\n`);
    const one = await runFile(fork(sh, new Map(sh.descriptors).set(0, {})), argv, line);
    if (one === 127 || one === 126) return one;
    if (one === 255) return 124;
    if (one !== 0) status = 123;
  }
  return status;
}
