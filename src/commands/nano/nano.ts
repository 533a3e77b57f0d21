import { FileError } from '#process/files.ts';
import type { Process, Program } from '#process/program.ts';
import { resolvePath } from '#commands/paths/resolve-path.ts';

/** `nano`, `vi`, `vim`, `edit`: the page's editor. `open` resolves when the learner closes it. */
export function createNano(open: (path: string) => Promise<void>): Program {
  return async (process) => {
    const [name, ...args] = process.argv;
    const file = args.find((arg) => !/^[-+]/.test(arg));
    if (file === undefined) {
      await process.stderr.write(`maillage: ${name} FICHIER ouvre l’éditeur du labo\n`);
      return 1;
    }
    const path = resolvePath(process, file);
    const problem = problemWith(process, path);
    if (problem) {
      await process.stderr.write(`${name}: ${file}: ${problem}\n`);
      return 1;
    }
    await open(path);
    return process.signal.aborted ? 130 : 0;
  };
}

function problemWith({ files }: Process, path: string): string | undefined {
  if (files.stat(path)?.type === 'folder') return 'Is a directory';
  try {
    files.list(path.slice(0, path.lastIndexOf('/')) || '/');
    return undefined;
  } catch (error) {
    if (error instanceof FileError) return 'No such file or directory';
    throw error;
  }
}
