import type { Process, Program } from '#process/program.ts';
import { joined } from '#shell/descriptors.ts';
import { attempt } from '#shell/file-error.ts';
import { absolute, baseName } from '#shell/path.ts';
import { complain } from '#shell/programs/arguments.ts';
import { compareFiles, type Session, type Side } from './files.ts';
import { parseSettings } from './settings.ts';

/** GNU diff: 0 where all is the same, 1 where something differs, 2 where it could not be told. */
export const diff: Program = async (process) => {
  const settings = await parseSettings(process);
  if (!settings) return 2;
  let input: Promise<Uint8Array> | undefined;
  const session: Session = { process, settings, input: () => (input ??= readAll(process)) };
  const sides = await pairOf(process, settings.operands);
  if (!sides) return 2;
  const missing = sides.filter(({ stat }) => !stat);
  if (missing.length === 0 || (missing.length === 1 && settings.takesMissing))
    return compareSides(session, sides, undefined);
  for (const side of missing) await complain(process, reasonFor(process, side));
  return 2;
};

async function readAll({ stdin }: Process): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of stdin) parts.push(chunk.slice());
  return joined(parts);
}

const isFolder = ({ stat }: Side): boolean => stat?.type === 'folder';

/** Beside a file, a folder stands for the file of the same name in it. */
async function pairOf(
  process: Process,
  [a, b]: readonly [string, string],
): Promise<readonly [Side, Side] | undefined> {
  const [from, to] = [sideOf(process, a), sideOf(process, b)];
  if (!from.stat || !to.stat || isFolder(from) === isFolder(to)) return [from, to];
  if (a === '-' || b === '-') {
    await complain(process, "cannot compare '-' to a directory");
    return undefined;
  }
  return isFolder(from)
    ? [sideOf(process, below(a, baseName(b))), to]
    : [from, sideOf(process, below(b, baseName(a)))];
}

const below = (folder: string, name: string): string => `${folder.replace(/\/$/u, '')}/${name}`;

const inputStat = { type: 'file', size: 0, mode: 0o600, modified: 0 } as const;

function sideOf({ files, cwd }: Process, name: string): Side {
  if (name === '-') return { name, path: name, stat: inputStat };
  const path = absolute(cwd, name);
  return { name, path, stat: name === '' ? undefined : files.stat(path) };
}

function reasonFor({ files }: Process, { name, path }: Side): string {
  if (name === '') return "'': No such file or directory";
  const found = attempt(() => files.read(path));
  return `${name}: ${'reason' in found ? found.reason : 'No such file or directory'}`;
}

/** Either may be missing, never both. The folders are those in which they were found, if they were. */
async function compareSides(
  session: Session,
  sides: readonly [Side, Side],
  parents: readonly [string, string] | undefined,
): Promise<number> {
  const { settings, process } = session;
  const [from, to] = sides;
  const say = (text: string): Promise<void> => process.stdout.write(`${text}\n`);
  const [here, isAlone] = [from.stat ? from : to, !from.stat || !to.stat];
  if (parents && isAlone && !settings.takesMissing) {
    await say(`Only in ${parents[from.stat ? 0 : 1]}: ${baseName(here.name)}`);
    return 1;
  }
  if (isFolder(from) !== isFolder(to) && !isAlone) {
    const [a, b] = sides.map(({ name, stat }) => `${name} is a ${kindOf(stat)}`);
    await say(`File ${a} while file ${b}`);
    return 1;
  }
  if (!isFolder(here)) return compareFiles(session, sides, parents !== undefined);
  if (!parents || settings.isRecursive) return compareFolders(session, sides);
  await say(`Common subdirectories: ${from.name} and ${to.name}`);
  return 0;
}

function kindOf(stat: Side['stat']): string {
  if (stat?.type === 'folder') return 'directory';
  return stat?.size === 0 ? 'regular empty file' : 'regular file';
}

async function compareFolders(session: Session, folders: readonly [Side, Side]): Promise<number> {
  const { files } = session.process;
  const namesOf = ({ path, stat }: Side): readonly string[] => (stat ? files.list(path) : []);
  const names = [...new Set(folders.flatMap(namesOf))].sort();
  let status = 0;
  for (const name of names) {
    const [from, to] = folders.map((folder): Side => {
      const path = below(folder.path, name);
      return { name: below(folder.name, name), path, stat: folder.stat && files.stat(path) };
    });
    if (!from || !to) continue;
    const parents = [folders[0].name, folders[1].name] as const;
    status = Math.max(status, await compareSides(session, [from, to], parents));
  }
  return status;
}
