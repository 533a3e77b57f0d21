import { attempt } from '#shell/file-error.ts';
import { absolute as pathOf } from '#shell/path.ts';
import { FindError } from './find-error.ts';
import { parseFormat } from './format.ts';
import type { Maker } from './parse.ts';
import type { Predicate, Walk } from './walk.ts';

const written =
  (end: string): Predicate =>
  async ({ path }, { process }) => {
    await process.stdout.write(path + end);
    return true;
  };

/** What is done where nothing else is asked for. */
export const print = written('\n');

const exec: Maker = (words, { atEnd }) => {
  const taken = words.until((word, before) => word === ';' || (word === '+' && before === '{}'));
  const command = taken.slice(0, -1);
  if (taken.at(-1) === ';')
    return async ({ path }, walk) => {
      const line = command.map((word) => word.replaceAll('{}', () => path));
      return (await run(walk, line)) === 0;
    };
  const start = command.slice(0, -1);
  if (start.some((word) => word.includes('{}')))
    throw new FindError('Only one instance of {} is supported with -exec ... +');
  let gathered: string[] = [];
  const flush = async (walk: Walk): Promise<void> => {
    const paths = gathered;
    gathered = [];
    if (paths.length > 0 && (await run(walk, [...start, ...paths])) !== 0) walk.status = 1;
  };
  atEnd(flush);
  return async ({ path }, walk) => {
    gathered.push(path);
    if (gathered.length >= 5000) await flush(walk);
    return true;
  };
};

async function run({ process }: Walk, line: readonly string[]): Promise<number> {
  const { files, cwd, stderr } = process;
  if (!process.run) {
    await stderr.write('find: maillage: « find -exec » n’est pas simulé ici\n');
    return 1;
  }
  const [name = ''] = line;
  const path = pathOf(cwd, name);
  const stat = name.includes('/') ? files.stat(path) : undefined;
  const isRefused = stat && (stat.type === 'folder' || (stat.mode & 0o111) === 0);
  const isSystem = /^\/(?:usr\/)?(?:local\/)?s?bin\/[^/]+$/u.test(path);
  const isLost = name.includes('/') && !stat && !isSystem;
  const status = isRefused || isLost ? undefined : await process.run(line);
  if (status !== undefined) return status;
  const reason = isRefused ? 'Permission denied' : 'No such file or directory';
  await stderr.write(`find: ‘${name}’: ${reason}\n`);
  return 1;
}

const remove: Maker =
  () =>
  async ({ path, absolute }, walk) => {
    if (/(?:^|\/)\.$/u.test(path)) return true;
    const removed = attempt(() => {
      walk.process.files.remove(absolute);
    });
    if ('value' in removed) return true;
    await walk.complain(`cannot delete ‘${path}’: ${removed.reason}`);
    return false;
  };

const printf: Maker = (words) => {
  const format = parseFormat(words.argument());
  return async (entry, { process }) => {
    await process.stdout.write(format(entry, process));
    return true;
  };
};

export const actions: Readonly<Record<string, Maker>> = {
  print: () => print,
  print0: () => written('\0'),
  exec,
  delete: remove,
  printf,
  prune: () => (_, walk) => {
    walk.isPruned = true;
    return true;
  },
  quit: () => (_, walk) => {
    walk.hasQuit = true;
    return true;
  },
};
