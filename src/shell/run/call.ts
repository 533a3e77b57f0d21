import type { Program } from '#process/program.ts';
import type { Input, Output } from '#process/streams.ts';
import { BrokenPipe } from '#process/streams.ts';
import { builtins } from '#shell/builtins/table.ts';
import {
  nothing,
  Reader,
  readerOf,
  withDevices,
  withUmask,
  type Device,
} from '#shell/descriptors.ts';
import {
  complain,
  fork,
  step,
  type CallOptions,
  type Environment,
  type Group,
} from '#shell/environment.ts';
import { createGroup } from '#shell/jobs.ts';
import { Leave, statusOfSignal } from '#shell/leave.ts';
import { runFunction } from './function.ts';
import { findCommand } from './find-command.ts';
import { waitForeground } from './pipeline.ts';
import { inSubshell } from './subshell.ts';

/** Runs words that are already expanded: a function, a builtin, a program or a script. */
export async function call(
  sh: Environment,
  argv: readonly string[],
  options: CallOptions = {},
): Promise<number> {
  const [name] = argv;
  if (name === undefined) return 0;
  const defined = options.skipFunctions ? undefined : sh.functions.get(name);
  if (defined) return runFunction(sh, defined, argv);
  const builtin = options.skipBuiltins && !isAlsoProgram(name) ? undefined : builtins.get(name);
  if (builtin) return builtin(sh, argv, options.arrays ?? new Map());
  const found = options.skipPrograms ? undefined : findCommand(sh, name);
  sh.missing = false;
  switch (found?.type) {
    case 'program':
      return runProgram(sh, found.program, argv);
    case 'script':
      return runScript(sh, found, argv);
    case 'refused': {
      const [, base] = /^\/(?:usr\/)?bin\/([^/]+)$/u.exec(name) ?? [];
      const same = base !== undefined && isAlsoProgram(base) ? builtins.get(base) : undefined;
      if (same) return same(sh, [base ?? name, ...argv.slice(1)], new Map());
      await complain(
        sh,
        sh.host.dialect === 'bash'
          ? found.message
          : found.message.replace(/: No such file.*/u, ': not found'),
      );
      return found.status;
    }
    case undefined:
      if (!options.quiet) return notFound(sh, name);
      sh.missing = true;
      return 127;
  }
}

/** Builtins that exist as programs too. */
const isAlsoProgram = (name: string): boolean =>
  /^(?:echo|printf|test|\[|pwd|kill|true|false|env|printenv|timeout|nohup|nice|xargs|which)$/u.test(
    name,
  );

async function notFound(sh: Environment, name: string): Promise<number> {
  const isBash = sh.host.dialect === 'bash';
  await complain(sh, `${name}: ${isBash ? 'command not found' : 'not found'}`);
  if (!isBash) return 127;
  const { explainMissing } = await sh.host.time.hold(import('#shell/honest.ts'));
  const explanation = explainMissing(name, sh.host.suggested);
  const explained = explanation === undefined ? '' : `maillage: ${explanation}\n`;
  if (explained !== '') await sh.descriptors.get(2)?.output?.write(explained);
  return 127;
}

/** A script runs in a shell that inherits what is exported. */
async function runScript(
  sh: Environment,
  { path, text }: { path: string; text: string },
  argv: readonly string[],
): Promise<number> {
  if (text.includes('\0')) {
    await complain(sh, `${path}: cannot execute binary file: Exec format error`);
    return 126;
  }
  const child = fork(sh);
  child.functions.clear();
  child.aliases.clear();
  child.options.clear();
  for (const name of ['braceexpand', 'hashall']) child.options.add(name);
  for (const name of child.variables.names())
    if (!child.variables.find(name)?.flags.includes('x')) child.variables.unset(name);
  child.name = path;
  child.args = argv.slice(1);
  child.subshell = 0;
  child.stack = [];
  child.depth = 0;
  child.source = { text, name: path, firstLine: 1 };
  return inSubshell(child, () => child.host.engine.text(child, text, { name: path }));
}

async function runProgram(
  sh: Environment,
  program: Program,
  argv: readonly string[],
): Promise<number> {
  if (!sh.isInteractive) return start(sh, sh.group, { program, argv });
  const group = createGroup(sh.group.controller.signal);
  const done = start(sh, group, { program, argv });
  const command = sh.source.text.slice(sh.position, sh.end);
  return waitForeground(sh, group, {
    done,
    add: () => sh.jobs.add({ pid: sh.host.nextPid(), command, group, done }),
  });
}

interface Start {
  program: Program;
  argv: readonly string[];
}

async function start(sh: Environment, group: Group, { program, argv }: Start): Promise<number> {
  const { host, descriptors } = sh;
  const { signal } = group.controller;
  if (signal.aborted) return statusOfSignal(String(signal.reason));
  const [name = '', ...rest] = argv;
  const input = descriptors.get(0)?.input;
  const devices = new Map(sh.devices).set('/dev/null', {});
  addOutputs(sh, devices);
  if (rest.includes('/dev/stdin') && input) await addStandardInput(input, devices);
  const work = program({
    argv: [name, ...rest],
    env: sh.variables.exported(),
    cwd: sh.cwd,
    files: withDevices(sh.umask === 0o022 ? host.files : withUmask(host.files, sh.umask), devices),
    stdin: gatedInput(group, input ?? readerOf(new Uint8Array())),
    stdout: gatedOutput(sh, group, descriptors.get(1)?.output ?? nothing),
    stderr: gatedOutput(sh, group, descriptors.get(2)?.output ?? nothing),
    signal,
    time: host.time,
    run: async (words, streams = {}) => {
      const own = new Map(descriptors);
      if (streams.stdin) own.set(0, { input: new Reader(streams.stdin) });
      if (streams.stdout) own.set(1, { output: streams.stdout });
      const child = fork(sh, own);
      child.group = group;
      const status = await call(child, words, {
        skipFunctions: true,
        skipBuiltins: true,
        quiet: true,
      });
      return child.missing ? undefined : status;
    },
  });
  const status = await endOf(sh, group, { name, work });
  await group.running();
  return status;
}

function addOutputs(sh: Environment, devices: Map<string, Device>): void {
  for (const [path, number] of [
    ['/dev/stdout', 1],
    ['/dev/stderr', 2],
  ] as const) {
    const write = (data: string | Uint8Array): void =>
      void sh.descriptors
        .get(number)
        ?.output?.write(data)
        .catch(() => undefined);
    devices.set(path, { write });
  }
}

async function addStandardInput(input: Input, devices: Map<string, Device>): Promise<void> {
  const parts: number[] = [];
  for await (const chunk of input) parts.push(...chunk);
  devices.set('/dev/stdin', { read: () => Uint8Array.from(parts) });
}

/** A program that does not hear its signal is left behind, a few turns later. */
async function endOf(
  sh: Environment,
  group: Group,
  { name, work }: { name: string; work: Promise<number> },
): Promise<number> {
  const { signal } = group.controller;
  const killed = (): number => statusOfSignal(String(signal.reason));
  let stopListening: () => void = () => undefined;
  const abandoned = new Promise<number>((resolve) => {
    const listen = (): void => {
      const leave = async (): Promise<void> => {
        for (let i = 0; i < 3; i += 1) await sh.host.time.hold(sh.host.turn());
        resolve(killed());
      };
      void leave();
    };
    signal.addEventListener('abort', listen, { once: true });
    stopListening = () => {
      signal.removeEventListener('abort', listen);
    };
  });
  try {
    return (await Promise.race([work, abandoned])) & 255;
  } catch (error) {
    if (error instanceof BrokenPipe) return 141;
    if (signal.aborted) return killed();
    if (error instanceof Leave || !(error instanceof Error)) throw error;
    if (error.name === 'FileError' || error.name === 'ShellError' || error.name === 'Killed')
      throw error;
    sh.host.onFault?.(error);
    await sh.descriptors
      .get(2)
      ?.output?.write(`maillage: ${name}: erreur interne: ${error.message}\n`);
    return 70;
  } finally {
    stopListening();
  }
}

function gatedInput(group: Group, input: Input): Input {
  return {
    isTerminal: input.isTerminal,
    [Symbol.asyncIterator]: () => {
      const iterator = input[Symbol.asyncIterator]();
      return {
        next: async () => {
          await group.running();
          return iterator.next();
        },
      };
    },
  };
}

/** A write counts as a step: programs that only write to each other must let the host hear Ctrl-C. */
function gatedOutput(sh: Environment, group: Group, output: Output): Output {
  return {
    isTerminal: output.isTerminal,
    columns: output.columns,
    write: async (data) => {
      await step(sh);
      await group.running();
      return output.write(data);
    },
  };
}
