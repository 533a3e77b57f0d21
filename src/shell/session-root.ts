import type { FileSystem } from '#process/files.ts';
import type { Program, Time } from '#process/program.ts';
import type { Descriptor } from './descriptors.ts';
import { bind, type Dialect, type Environment, type Host } from './environment.ts';
import { createGroup, JobTable } from './jobs.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { currentEngine } from './lazy-engine.ts';
import { Variables } from './variables.ts';

export interface HostOptions {
  files: FileSystem;
  programs: ReadonlyMap<string, Program>;
  time: Time;
  /** Lets the host hear the learner during a long computation. */
  turn: () => Promise<void>;
  random: { below: (end: number) => number };
  dialect?: Dialect;
  limits?: Partial<Limits>;
  /** Programs that a mistyped name may have meant. */
  suggested?: readonly string[];
  onFault?: (error: Error) => void;
}

export function createHost(options: HostOptions): Host {
  const pids = { last: 1000 };
  return {
    ...options,
    dialect: options.dialect ?? 'bash',
    limits: { ...defaultLimits, ...options.limits },
    suggested: options.suggested ?? [],
    onFault: options.onFault,
    get engine() {
      return currentEngine(options.time);
    },
    pids,
    nextPid: () => {
      pids.last += 1;
      return pids.last;
    },
    steps: { count: 0, here: 0, at: options.time.now() },
    forks: { running: 0, areSpent: false },
  };
}

export interface RootOptions {
  env: ReadonlyMap<string, string>;
  cwd: string;
  name: string;
  args?: readonly string[];
  isInteractive: boolean;
  descriptors: Map<number, Descriptor>;
}

/** The first shell of a session: everything else is forked from it. */
export function createEnvironment(host: Host, options: RootOptions): Environment {
  const variables = new Variables();
  const { isInteractive, cwd } = options;
  const on = [
    'braceexpand',
    'hashall',
    'extglob',
    'patsub_replacement',
    'sourcepath',
    'promptvars',
    'globskipdots',
    'globasciiranges',
  ];
  if (isInteractive) on.push('expand_aliases', 'monitor', 'history', 'histexpand', 'emacs');
  const sh: Environment = {
    host,
    variables,
    functions: new Map(),
    aliases: new Map(),
    options: new Set(on.concat('interactive_comments', 'cmdhist', 'checkwinsize', 'progcomp')),
    traps: new Map(),
    hashed: new Map(),
    jobs: new JobTable(),
    isInteractive,
    history: [],
    cwd,
    folders: [],
    name: options.name,
    args: options.args ?? [],
    umask: 0o022,
    pid: host.nextPid(),
    status: 0,
    pipeStatus: [0],
    lastBackground: undefined,
    descriptors: options.descriptors,
    devices: new Map(),
    signals: [],
    group: createGroup(),
    source: { text: '', name: undefined, firstLine: 1 },
    position: 0,
    end: 0,
    started: host.time.now(),
    stack: [],
    depth: 0,
    loops: 0,
    sourcing: 0,
    unchecked: 0,
    subshell: 0,
    getopts: { at: 1, within: 0 },
    pending: [],
    lastSubstitution: undefined,
    missing: false,
    inErrorTrap: false,
  };
  bind(sh);
  setVariables(sh, options);
  return sh;
}

function setVariables(sh: Environment, { env, cwd }: RootOptions): void {
  const { variables } = sh;
  for (const name of env.keys()) variables.declareGlobal(name).flags = 'x';
  for (const [name, value] of env) variables.set(name, value);
  const usual: Record<string, string> = {
    IFS: ' \t\n',
    OPTIND: '1',
    PS4: '+ ',
    BASH: '/bin/bash',
    BASH_VERSION: '5.2.37(1)-release',
    HOSTTYPE: 'x86_64',
    OSTYPE: 'linux-gnu',
    MACHTYPE: 'x86_64-pc-linux-gnu',
    PPID: '1',
    UID: '0',
    EUID: '0',
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  };
  for (const [name, value] of Object.entries(usual))
    if (!variables.own(name)) variables.set(name, value);
  variables.declareGlobal('PWD').flags = 'x';
  variables.set('PWD', cwd);
  variables.declareGlobal('SHLVL').flags = 'x';
  variables.set('SHLVL', String(Number(env.get('SHLVL') ?? 0) + 1));
}
