import type { Process, Program } from '#process/program.ts';
import { FileError } from '#process/files.ts';
import { attempt } from '#shell/file-error.ts';
import { absolute, baseName } from '#shell/path.ts';
import { complain, parseOptions } from './arguments.ts';

const missing = async (process: Process, what: string): Promise<number> => {
  await process.stderr.write(
    `${process.argv[0]}: ${what}\nTry '${process.argv[0]} --help' for more information.\n`,
  );
  return 1;
};

const mkdir: Program = async (process) => {
  const options = await parseOptions(process, {
    letters: 'pvm:',
    long: { parents: 'p', verbose: 'v', 'mode:': 'm' },
  });
  if (!options) return 1;
  if (options.rest.length === 0) return missing(process, 'missing operand');
  let status = 0;
  for (const name of options.rest) {
    const made = attempt(() => {
      process.files.makeFolder(absolute(process.cwd, name), { parents: options.has('p') });
    });
    if ('reason' in made)
      status = await complain(process, `cannot create directory ‘${name}’: ${made.reason}`);
    else if (options.has('v')) await process.stdout.write(`mkdir: created directory '${name}'\n`);
  }
  return status;
};

const rmdir: Program = async (process) => {
  const options = await parseOptions(process, { letters: 'pv', long: { parents: 'p' } });
  if (!options) return 1;
  if (options.rest.length === 0) return missing(process, 'missing operand');
  let status = 0;
  for (const name of options.rest) {
    const path = absolute(process.cwd, name);
    const removed = attempt(() => {
      if (process.files.stat(path)?.type === 'file') throw new FileError('ENOTDIR', path);
      process.files.remove(path);
    });
    if ('reason' in removed)
      status = await complain(process, `failed to remove '${name}': ${removed.reason}`);
  }
  return status;
};

const rm: Program = async (process) => {
  const options = await parseOptions(process, {
    letters: 'rRfidv',
    long: { recursive: 'r', force: 'f', verbose: 'v', dir: 'd' },
  });
  if (!options) return 1;
  if (options.rest.length === 0) return options.has('f') ? 0 : missing(process, 'missing operand');
  let status = 0;
  for (const name of options.rest) {
    const path = absolute(process.cwd, name);
    const found = attempt(() => process.files.stat(path));
    const stat = 'value' in found ? found.value : undefined;
    if (!stat) {
      if (!options.has('f'))
        status = await complain(process, `cannot remove '${name}': No such file or directory`);
    } else if (/^\.{1,2}$/.test(baseName(name))) {
      status = await complain(
        process,
        `refusing to remove '.' or '..' directory: skipping '${name}'`,
      );
    } else if (stat.type === 'folder' && !options.has('r', 'R', 'd')) {
      status = await complain(process, `cannot remove '${name}': Is a directory`);
    } else {
      const removed = attempt(() => {
        process.files.remove(path, { recursive: options.has('r', 'R') });
      });
      if ('reason' in removed)
        status = await complain(process, `cannot remove '${name}': ${removed.reason}`);
      else if (options.has('v')) await process.stdout.write(`removed '${name}'\n`);
    }
  }
  return status;
};

/** Sources, and where each goes: into a folder, or in the place of one name. */
async function targets(
  process: Process,
  rest: readonly string[],
): Promise<[string, string][] | undefined> {
  const target = rest.at(-1);
  if (target === undefined || rest.length < 2) {
    await missing(
      process,
      rest.length === 0
        ? 'missing file operand'
        : `missing destination file operand after '${target ?? ''}'`,
    );
    return undefined;
  }
  const isFolder = process.files.stat(absolute(process.cwd, target))?.type === 'folder';
  if (rest.length > 2 && !isFolder) {
    await complain(
      process,
      `target '${target}': ${process.files.stat(absolute(process.cwd, target)) ? 'Not a directory' : 'No such file or directory'}`,
    );
    return undefined;
  }
  return rest
    .slice(0, -1)
    .map((from) => [
      from,
      isFolder ? `${target.replace(/\/+$/u, '')}/${baseName(from.replace(/\/+$/u, ''))}` : target,
    ]);
}

function copyTree({ files }: Pick<Process, 'files'>, from: string, to: string): void {
  const stat = files.stat(from);
  if (stat?.type !== 'folder') {
    files.write(to, files.read(from));
    if (stat) files.setMode(to, stat.mode);
    return;
  }
  if (!files.stat(to)) files.makeFolder(to);
  for (const name of files.list(from)) copyTree({ files }, `${from}/${name}`, `${to}/${name}`);
}

const cp: Program = async (process) => {
  const options = await parseOptions(process, {
    letters: 'rRafpvnuidLP',
    long: { recursive: 'r', archive: 'a', force: 'f', verbose: 'v', 'no-clobber': 'n' },
  });
  const pairs = options && (await targets(process, options.rest));
  if (!options || !pairs) return 1;
  let status = 0;
  for (const [from, to] of pairs) {
    const [source, target] = [absolute(process.cwd, from), absolute(process.cwd, to)];
    const stat = process.files.stat(source);
    if (!stat) status = await complain(process, `cannot stat '${from}': No such file or directory`);
    else if (stat.type === 'folder' && !options.has('r', 'R', 'a')) {
      status = await complain(process, `-r not specified; omitting directory '${from}'`);
    } else if (source === target)
      status = await complain(process, `'${from}' and '${to}' are the same file`);
    else if (target.startsWith(`${source}/`)) {
      status = await complain(process, `cannot copy a directory, '${from}', into itself, '${to}'`);
    } else if (!(options.has('n') && process.files.stat(target))) {
      const copied = attempt(() => {
        copyTree(process, source, target);
      });
      if ('reason' in copied)
        status = await complain(process, `cannot create regular file '${to}': ${copied.reason}`);
      else if (options.has('v')) await process.stdout.write(`'${from}' -> '${to}'\n`);
    }
  }
  return status;
};

const mv: Program = async (process) => {
  const options = await parseOptions(process, {
    letters: 'fvniu',
    long: { force: 'f', verbose: 'v', 'no-clobber': 'n' },
  });
  const pairs = options && (await targets(process, options.rest));
  if (!options || !pairs) return 1;
  let status = 0;
  for (const [from, to] of pairs) {
    const [source, target] = [absolute(process.cwd, from), absolute(process.cwd, to)];
    if (!process.files.stat(source))
      status = await complain(process, `cannot stat '${from}': No such file or directory`);
    else if (source === target)
      status = await complain(process, `'${from}' and '${to}' are the same file`);
    else if (!(options.has('n') && process.files.stat(target))) {
      const moved = attempt(() => {
        process.files.rename(source, target);
      });
      if ('reason' in moved) {
        const isInside = moved.code === 'EINVAL';
        status = await complain(
          process,
          isInside
            ? `cannot move '${from}' to a subdirectory of itself, '${to}'`
            : `cannot move '${from}' to '${to}': ${moved.reason}`,
        );
      } else if (options.has('v')) await process.stdout.write(`renamed '${from}' -> '${to}'\n`);
    }
  }
  return status;
};

const touch: Program = async (process) => {
  const options = await parseOptions(process, {
    letters: 'acmd:t:r:',
    long: { 'no-create': 'c', 'date:': 'd' },
  });
  if (!options) return 1;
  if (options.rest.length === 0) return missing(process, 'missing file operand');
  let status = 0;
  for (const name of options.rest) {
    const path = absolute(process.cwd, name);
    const touched = attempt(() => {
      const stat = process.files.stat(path);
      if (stat?.type === 'folder' || (!stat && options.has('c'))) return;
      process.files.write(path, '', { append: true });
    });
    if ('reason' in touched)
      status = await complain(process, `cannot touch '${name}': ${touched.reason}`);
  }
  return status;
};

export const fileMoves: Readonly<Record<string, Program>> = { mkdir, rmdir, rm, cp, mv, touch };
