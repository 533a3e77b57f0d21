import { BrokenPipe } from '#process/streams.ts';
import { FileError } from '#process/files.ts';
import { complain, type Environment } from '#shell/environment.ts';
import { reasonOf } from '#shell/file-error.ts';
import { Killed, Leave, ShellError, statusOfSignal } from '#shell/leave.ts';

/** The status of a command that a mistake ended, once its message is printed; throws again what ends more than it. */
export async function settle(sh: Environment, error: unknown): Promise<number> {
  if (error instanceof ShellError) {
    await complain(sh, error.message);
    const { status, ends } = error;
    // `bash -c` ends otherwise than a script does, and than the subshells of both.
    if (ends === 'shell' && !sh.isInteractive)
      throw new Leave('exit', sh.options.has('command') && sh.subshell === 0 ? 127 : status);
    if (ends !== 'command') throw new Leave('discard', status);
    return status;
  }
  if (error instanceof FileError) {
    await complain(sh, `${error.path}: ${reasonOf(error)}`);
    return 1;
  }
  if (error instanceof BrokenPipe) return 141;
  if (error instanceof RangeError) {
    await complain(sh, 'xrealloc: cannot allocate memory');
    throw new Leave('discard', 2);
  }
  throw error;
}

/** The status of a shell that has ended, however it did; what is a fault of ours goes on. */
export async function statusOfShell(sh: Environment, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    const status = statusOfEnd(error);
    if (status !== undefined) return status;
    try {
      return await settle(sh, error);
    } catch (left) {
      const settled = statusOfEnd(left);
      if (settled === undefined) throw left;
      return settled;
    }
  }
}

function statusOfEnd(error: unknown): number | undefined {
  if (error instanceof Killed) return statusOfSignal(error.signal);
  if (error instanceof Leave) return error.value & 255;
  return error instanceof BrokenPipe ? 141 : undefined;
}
