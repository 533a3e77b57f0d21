import type { Container } from '#cluster/kubelet/image.ts';
import { clientOf } from '#cluster/network/machine.ts';
import { createCurl } from '#commands/curl/curl.ts';
import { fileReason } from '#commands/paths/is-file.ts';
import { FileError } from '#process/files.ts';
import type { Program } from '#process/program.ts';
import { getent, nslookup } from './names.ts';
import { nc } from './nc.ts';
import type { PlacedProgram } from './place.ts';
import { redisCli } from './redis-cli.ts';
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
import { wget } from './wget.ts';

/** Programs that are the same everywhere. */
const plain: ReadonlyMap<string, Program> = new Map(
  Object.entries({ base64, echo, printenv, pwd, tar }),
);

const placed: ReadonlyMap<string, PlacedProgram> = new Map(
  Object.entries({
    env,
    getent,
    hostname,
    id,
    nc,
    nslookup,
    timeout,
    wget,
    which,
    whoami,
    'redis-cli': redisCli,
    'entrypoint.sh': entrypoint,
    'docker-entrypoint.sh': entrypoint,
  }),
);

const absent = [
  'free',
  'node',
  'npm',
  'perl',
  'pgrep',
  'pidof',
  'ping',
  'pip',
  'ps',
  'python',
  'python3',
  'ruby',
  'top',
  'traceroute',
  'uptime',
  'vi',
];

export interface ContainerProgramsOptions {
  /** Programs that come from elsewhere: the shell and its toolbox. Those of this folder come before them. */
  others?: ReadonlyMap<string, Program>;
  /** Pages of the outside world for curl. */
  pages?: ReadonlyMap<string, string>;
}

/** The programs that a container can find on its PATH; its image says which of them it has. */
export function containerPrograms(
  container: Container,
  { others = new Map(), pages = new Map() }: ContainerProgramsOptions = {},
): ReadonlyMap<string, Program> {
  const programs = new Map<string, Program>(others);
  const place = { container, find: (name: string) => programs.get(name) };
  for (const name of absent) programs.set(name, honest(name));
  for (const [name, program] of plain) programs.set(name, guarded(program));
  for (const [name, program] of placed) programs.set(name, guarded(program(place)));
  programs.set('curl', createCurl(clientOf(container.network), { pages }));
  return programs;
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
