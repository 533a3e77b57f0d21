import type { FileSystem } from '#process/files.ts';
import type { Program, Time } from '#process/program.ts';
import type { Output } from '#process/streams.ts';
import type {
  Assignment,
  CommandNode,
  Function,
  PipelineNode,
  AndOr,
  Script,
  Statement,
} from 'unbash';
import type { Descriptor, Device } from './descriptors.ts';
import type { JobTable } from './jobs.ts';
import { Killed, ShellError } from './leave.ts';
import type { Limits } from './limits.ts';
import { evaluate } from './expand/arithmetic.ts';
import type { Variables } from './variables.ts';

export type Dialect = 'bash' | 'dash' | 'busybox';

/** What every shell of a session shares, subshells included. */
export interface Host {
  readonly files: FileSystem;
  readonly programs: ReadonlyMap<string, Program>;
  readonly time: Time;
  /** Lets the host hear the learner, in a computation that does not wait for anything. */
  readonly turn: () => Promise<void>;
  readonly limits: Limits;
  readonly dialect: Dialect;
  readonly engine: Engine;
  readonly nextPid: () => number;
  /** The number of the process started last. */
  readonly pids: { last: number };
  /** Programs that a mistyped name may have meant. */
  readonly suggested: readonly string[];
  /** Told of an exception that is ours. */
  readonly onFault: ((error: Error) => void) | undefined;
  /** Chance of RANDOM. */
  readonly random: { below: (end: number) => number };
  /** Steps at one instant of the clock. */
  readonly steps: { count: number; here: number; at: number };
  /** Subshells that run; once they are too many, no line but the next starts one. */
  readonly forks: { running: number; areSpent: boolean };
}

/** How the parts of the interpreter call each other. */
export interface Engine {
  run: (sh: Environment, statements: readonly Statement[]) => Promise<number>;
  command: (sh: Environment, node: CommandNode | PipelineNode | AndOr) => Promise<number>;
  /** What a substitution prints, without its last newlines. */
  capture: (sh: Environment, script: Script | undefined, text: string) => Promise<string>;
  /** Runs text here: `eval`, `source`, traps. */
  text: (sh: Environment, text: string, options?: TextOptions) => Promise<number>;
  /** Runs words that are already expanded. */
  call: (sh: Environment, argv: readonly string[], options?: CallOptions) => Promise<number>;
  /** Starts a process substitution, and gives the name of its file. */
  substitute: (sh: Environment, script: Script | undefined, operator: '<' | '>') => Promise<string>;
}

export interface TextOptions {
  /** Of the script; that of what runs now otherwise. */
  name?: string | undefined;
  /** Where a text that cannot be read comes from: 'eval', '-c'. */
  label?: string | undefined;
}

export interface CallOptions {
  skipFunctions?: boolean;
  skipBuiltins?: boolean;
  skipPrograms?: boolean;
  /** A name that is nowhere is left for the caller to report, by `missing`. */
  quiet?: boolean;
  /** `name=(…)` among the arguments, by their index. */
  arrays?: ReadonlyMap<number, Assignment>;
}

/** Text that is run, for messages and line numbers. */
export interface Source {
  readonly text: string;
  /** Undefined on an interactive line: messages give no line number then. */
  readonly name: string | undefined;
  readonly firstLine: number;
  readonly label?: string | undefined;
}

export interface FunctionDefinition {
  readonly node: Function;
  readonly source: Source;
}

/** What one signal stops: a command line, a pipeline of a job. */
export interface Group {
  readonly controller: AbortController;
  /** Resolves at once unless the job is stopped. */
  running: () => Promise<void> | undefined;
}

/** One shell: what a subshell copies, and where it is. */
export interface Environment {
  readonly host: Host;
  readonly variables: Variables;
  readonly functions: Map<string, FunctionDefinition>;
  readonly aliases: Map<string, string>;
  /** `set -o` and `shopt` together: 'errexit', 'nullglob'. */
  readonly options: Set<string>;
  readonly traps: Map<string, string>;
  readonly hashed: Map<string, string>;
  readonly jobs: JobTable;
  readonly isInteractive: boolean;
  /** History of the interactive shell. */
  readonly history: string[];
  cwd: string;
  folders: string[];
  name: string;
  args: readonly string[];
  umask: number;
  pid: number;
  status: number;
  pipeStatus: readonly number[];
  lastBackground: number | undefined;
  descriptors: Map<number, Descriptor>;
  /** Files of process substitutions. */
  devices: Map<string, Device>;
  /** Signals to be handled by a trap, at the end of the current command. */
  readonly signals: string[];
  group: Group;
  source: Source;
  position: number;
  /** Where the current command ends in the source. */
  end: number;
  started: number;
  /** Functions that run and files that are sourced, innermost first, and what called each. */
  stack: readonly { name: string; from: Source }[];
  /** How many of these are functions. */
  depth: number;
  loops: number;
  /** Files being sourced: `return` is allowed there. */
  sourcing: number;
  /** Above 0 where `set -e` does not look. */
  unchecked: number;
  subshell: number;
  getopts: { at: number; within: number };
  /** Ends what process substitutions of this command started. */
  pending: (() => Promise<void>)[];
  lastSubstitution: number | undefined;
  /** The last command was not found, and nothing was said. */
  missing: boolean;
  /** The ERR trap runs: it does not call itself. */
  inErrorTrap: boolean;
}

/** A subshell: the same state, apart. */
export function fork(sh: Environment, descriptors = sh.descriptors): Environment {
  const child: Environment = {
    ...sh,
    variables: sh.variables.fork(),
    functions: new Map(sh.functions),
    aliases: new Map(sh.aliases),
    options: new Set(sh.options),
    traps: new Map([...sh.traps].filter(([, action]) => action === '')),
    hashed: new Map(sh.hashed),
    jobs: sh.jobs.fork(),
    isInteractive: false,
    folders: [...sh.folders],
    descriptors: new Map(descriptors),
    subshell: sh.subshell + 1,
    loops: 0,
    pending: [],
    signals: [],
    getopts: { ...sh.getopts },
  };
  bind(child);
  return child;
}

/** Ties to a shell the variables that it computes. */
export function bind(sh: Environment): void {
  const { variables, host } = sh;
  variables.compute = (text) => evaluate(text, variables);
  variables.onUnset = (name) => {
    if (sh.options.has('nounset')) throw new ShellError(`${name}: unbound variable`, 1, 'shell');
  };
  const dynamic: Record<string, () => string> = {
    RANDOM: () => String(host.random.below(32_768)),
    SECONDS: () => String(Math.floor((host.time.now() - sh.started) / 1000)),
    LINENO: () => String(lineOf(sh)),
    EPOCHSECONDS: () => String(Math.floor(host.time.now() / 1000)),
    BASHPID: () => String(sh.pid + sh.subshell),
    BASH_SUBSHELL: () => String(sh.subshell),
  };
  const isNew = variables.dynamic.size === 0;
  for (const [name, value] of Object.entries(dynamic)) {
    if (isNew || variables.dynamic.has(name)) variables.dynamic.set(name, value);
  }
  variables.onAssign.set('SECONDS', (value) => {
    sh.started = host.time.now() - (Number.parseInt(value, 10) || 0) * 1000;
  });
}

export function output(sh: Environment, descriptor: number): Output {
  const found = sh.descriptors.get(descriptor)?.output;
  if (!found) throw new ShellError(`write error: Bad file descriptor`);
  return found;
}

export async function print(sh: Environment, text: string): Promise<void> {
  await output(sh, 1).write(text);
}

/** A message of the shell itself, with its name and line as bash gives them. */
export async function complain(sh: Environment, message: string): Promise<void> {
  await sh.descriptors.get(2)?.output?.write(`${prefix(sh)}${message}\n`);
}

function prefix(sh: Environment): string {
  const { dialect } = sh.host;
  if (dialect === 'busybox') return `${sh.name}: `;
  if (dialect === 'dash') return `${sh.name}: ${lineOf(sh)}: `;
  return sh.source.name === undefined ? 'bash: ' : `${sh.source.name}: line ${lineOf(sh)}: `;
}

export function lineOf({ source, position }: Environment): number {
  let line = source.firstLine;
  for (
    let at = source.text.indexOf('\n');
    at >= 0 && at < position;
    at = source.text.indexOf('\n', at + 1)
  ) {
    line += 1;
  }
  return line;
}

/** Counts one command or loop turn: hears Ctrl-C, and stops what never ends. */
export function step(sh: Environment): Promise<void> | undefined {
  const { steps, limits } = sh.host;
  steps.count += 1;
  steps.here += 1;
  const { signal } = sh.group.controller;
  if (signal.aborted) throw new Killed(String(signal.reason));
  if (steps.here > limits.steps) return stopIfStill(sh);
  if (steps.count % limits.stepsPerTurn === 0) return sh.host.time.hold(sh.host.turn());
  return sh.group.running();
}

async function stopIfStill(sh: Environment): Promise<void> {
  const { steps, limits, time } = sh.host;
  const isStill = steps.at === time.now();
  steps.at = time.now();
  steps.here = 0;
  if (!isStill) return;
  await sh.descriptors
    .get(2)
    ?.output?.write(
      `maillage: commande arrêtée après ${limits.steps.toLocaleString('fr-FR')} étapes sans attente\n`,
    );
  throw new Killed('SIGKILL');
}
