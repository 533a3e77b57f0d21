import { fileReason } from '#commands/paths/is-file.ts';
import { FileError } from '#process/files.ts';
import type { Program } from '#process/program.ts';
import type { OwnName } from './container-programs.ts';
import { getent, nslookup } from './names.ts';
import type { Place, PlacedProgram } from './place.ts';
import {
  base64,
  echo,
  entrypoint,
  env,
  honest,
  hostname,
  id,
  printenv,
  pwd,
  timeout,
  whoami,
  which,
} from './small.ts';
import { tar } from './tar.ts';

/** It is the same wherever it runs. */
const same =
  (program: Program): PlacedProgram =>
  () =>
    program;

/** Loaded when it first runs, while time stands still. */
const late =
  (load: () => Promise<PlacedProgram>): PlacedProgram =>
  (place) =>
  async (process) =>
    (await process.time.hold(load()))(place)(process);

const programs: Readonly<Record<OwnName, PlacedProgram>> = {
  base64: same(base64),
  'docker-entrypoint.sh': entrypoint,
  echo: same(echo),
  'entrypoint.sh': entrypoint,
  env,
  getent,
  hostname,
  id,
  nc: late(async () => (await import('./nc.ts')).nc),
  nslookup,
  printenv: same(printenv),
  pwd: same(pwd),
  'redis-cli': late(async () => (await import('./redis-cli.ts')).redisCli),
  tar: same(tar),
  timeout,
  wget: late(async () => (await import('./wget.ts')).wget),
  which,
  whoami,
};

/** A program of this folder, as it runs there. */
export function ownProgram(name: OwnName, place: Place): Program {
  return guarded(programs[name](place));
}

/** A program that says that it is not simulated. */
export function absentProgram(name: string): Program {
  return honest(name);
}

/** A signal ends it, and a file that cannot be written or read is a message, whichever the program. */
function guarded(program: Program): Program {
  return async (process) => {
    try {
      return await program(process);
    } catch (error) {
      const { signal } = process;
      if (signal.aborted) return signal.reason === 'SIGTERM' ? 143 : 130;
      if (!(error instanceof FileError)) throw error;
      await process.stderr.write(`${process.argv[0]}: ${error.path}: ${fileReason(error)}\n`);
      return 1;
    }
  };
}
