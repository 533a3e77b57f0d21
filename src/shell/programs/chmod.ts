import type { Process, Program } from '#process/program.ts';
import { absolute } from '#shell/path.ts';
import { lookUp } from './look-up.ts';
import { misuse, readCommandLine, type CommandLine } from './command-line.ts';
import { changeMode, modeLetters, parseMode, type ModeChanges } from './mode.ts';

const long = {
  changes: 'c',
  'no-preserve-root': 'N',
  'preserve-root': 'P',
  quiet: 'f',
  recursive: 'R',
  'reference:': 'reference',
  silent: 'f',
  verbose: 'v',
};

/** A mode that looks like an option: `-x`. */
const isMode = (arg: string): boolean => /^-[rwxXstugoa,+=0-7]/u.test(arg);

/** GNU chmod (coreutils 9.1), under the usual mask, 022. */
export const chmod: Program = async (process) => {
  const [name, ...args] = process.argv;
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const dashed = args.slice(0, end).filter(isMode);
  const others = args.filter((arg, i) => i >= end || !isMode(arg));
  const line = await readCommandLine(
    { ...process, argv: [name, ...others] },
    { letters: 'cfRv', long },
  );
  if ('status' in line) return line.status;
  const reference = line.last('reference');
  const isGiven = reference !== undefined || dashed.length > 0;
  const [mode, ...names] = isGiven ? [dashed.join(','), ...line.rest] : line.rest;
  if (mode === undefined) return misuse(process, 'missing operand');
  if (names.length === 0)
    return misuse(
      process,
      isGiven ? 'missing operand' : `missing operand after ‘${args.at(-1) ?? ''}’`,
    );
  const changes = reference === undefined ? parseMode(mode) : modeOf(process, reference);
  if (typeof changes === 'string') {
    await process.stderr.write(
      `chmod: failed to get attributes of '${reference ?? ''}': ${changes}\n`,
    );
    return 1;
  }
  if (!changes) return misuse(process, `invalid mode: ‘${mode}’`);
  let status = 0;
  for (const one of names)
    status = (await change(process, one, { line, changes, isDashed: dashed.length > 0 })) || status;
  return status;
};

function modeOf({ files, cwd }: Process, name: string): ModeChanges | string {
  const stat = lookUp(files, absolute(cwd, name));
  return typeof stat === 'string'
    ? stat
    : (parseMode(`0${stat.mode.toString(8).padStart(4, '0')}`) ?? []);
}

interface Job {
  line: CommandLine;
  changes: ModeChanges;
  isDashed: boolean;
}

async function change(process: Process, name: string, job: Job): Promise<number> {
  const { files, cwd, stdout, stderr } = process;
  const { line, changes, isDashed } = job;
  const path = absolute(cwd, name);
  const stat = lookUp(files, path);
  if (typeof stat === 'string') {
    if (!line.has('f')) await stderr.write(`chmod: cannot access '${name}': ${stat}\n`);
    if (line.has('v'))
      await stdout.write(
        `failed to change mode of '${name}' from 0000 (---------) to 0000 (---------)\n`,
      );
    return 1;
  }
  const isFolder = stat.type === 'folder';
  const mode = changeMode(stat.mode, changes, { isFolder, umask: 0o022 });
  files.setMode(path, mode);
  const told = line.given.findLast(({ letter }) => 'cv'.includes(letter))?.letter;
  if (told === 'v' || (told === 'c' && mode !== stat.mode))
    await stdout.write(`mode of '${name}' ${changeOf(stat.mode, mode)}\n`);
  let status = 0;
  const asked = changeMode(stat.mode, changes, { isFolder, umask: 0 });
  if (isDashed && (mode & ~asked) !== 0) {
    await stderr.write(
      `chmod: ${name}: new permissions are ${modeLetters(mode)}, not ${modeLetters(asked)}\n`,
    );
    status = 1;
  }
  if (isFolder && line.has('R'))
    for (const one of files.list(path))
      status = (await change(process, `${name.replace(/\/$/u, '')}/${one}`, job)) || status;
  return status;
}

function changeOf(before: number, after: number): string {
  const shown = (mode: number): string =>
    `${mode.toString(8).padStart(4, '0')} (${modeLetters(mode)})`;
  if (before === after) return `retained as ${shown(before)}`;
  return `changed from ${shown(before)} to ${shown(after)}`;
}
