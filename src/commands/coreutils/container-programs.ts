import type { Container } from '#cluster/kubelet/image.ts';
import { clientOf } from '#cluster/network/machine.ts';
import { createCurl } from '#commands/curl/curl.ts';
import { createOpenssl } from '#commands/openssl/openssl.ts';
import { later } from '#process/later.ts';
import type { Program } from '#process/program.ts';
import type * as OwnPrograms from './own-programs.ts';
import type { Place } from './place.ts';

const ownNames = [
  'base64',
  'docker-entrypoint.sh',
  'echo',
  'entrypoint.sh',
  'env',
  'getent',
  'hostname',
  'id',
  'nc',
  'nslookup',
  'printenv',
  'pwd',
  'redis-cli',
  'tar',
  'timeout',
  'wget',
  'which',
  'whoami',
] as const;

/** A program of this folder. */
export type OwnName = (typeof ownNames)[number];

/** Programs that only say that they are not simulated. */
const absentNames =
  'free node npm perl pgrep pidof ping pip ps python python3 ruby top traceroute uptime vi'.split(
    ' ',
  );

const own = later(() => import('./own-programs.ts'));

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
  const place: Place = { container, find: (name) => programs.get(name) };
  for (const name of absentNames)
    programs.set(
      name,
      loaded(({ absentProgram }) => absentProgram(name)),
    );
  for (const name of ownNames)
    programs.set(
      name,
      loaded(({ ownProgram }) => ownProgram(name, place)),
    );
  const client = clientOf(container.network);
  programs.set('curl', createCurl(client, { pages }));
  programs.set('openssl', createOpenssl(client));
  return programs;
}

/** What this folder holds is loaded when one of its programs is first run. */
function loaded(make: (all: typeof OwnPrograms) => Program): Program {
  return async (process) => {
    const all = own.value ?? (await process.time.hold(own.load()));
    return await make(all)(process);
  };
}
