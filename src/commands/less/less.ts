import { FileError } from '#process/files.ts';
import type { Process, Program } from '#process/program.ts';
import { readText } from '#process/streams.ts';
import { resolvePath } from '#commands/paths/resolve-path.ts';

/** `less` and `more`, as a pager that never traps: it prints everything, since the terminal scrolls. */
export const less: Program = async (process) => {
  const [name, ...args] = process.argv;
  const files = args.filter((arg) => !/^[-+]./.test(arg));
  if (files.length === 0) {
    if (process.stdin.isTerminal) {
      await process.stderr.write(`Missing filename ("${name} --help" for help)\n`);
      return 1;
    }
    await process.stdout.write(await readText(process.stdin));
    return 0;
  }
  let status = 0;
  for (const file of files) if (!(await show(process, file))) status = 1;
  return status;
};

async function show(process: Process, file: string): Promise<boolean> {
  try {
    await process.stdout.write(process.files.read(resolvePath(process, file)));
    return true;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    await process.stderr.write(
      error.code === 'EISDIR' ? `${file} is a directory\n` : `${file}: No such file or directory\n`,
    );
    return false;
  }
}
