import type { Process, Program } from '#process/program.ts';
import { readText } from '#process/streams.ts';
import { Reader } from './descriptors.ts';
import type { Dialect, Environment } from './environment.ts';
import { attempt } from './file-error.ts';
import { statusOfShell } from './run/settle.ts';
import { runTrap } from './run/trap.ts';
import { absolute } from './path.ts';
import { createEnvironment, createHost, type HostOptions } from './session-root.ts';
import { converse } from './conversation.ts';

export type ShOptions = Pick<HostOptions, 'programs' | 'turn' | 'random'> &
  Partial<Pick<HostOptions, 'limits' | 'suggested' | 'onFault'>> & { dialect?: Dialect };

/** `sh` and `bash` as programs: `sh -c '…' name args`, `sh script args`, a script on standard input, or a conversation. */
export function createSh(options: ShOptions): Program {
  return async (process) => {
    const { stdin, stdout, stderr } = process;
    const host = createHost({ ...options, files: process.files, time: process.time });
    const given = parseArguments(process.argv);
    const text =
      given.command ?? (given.script === undefined ? undefined : readScript(process, given.script));
    const isInteractive = given.isInteractive || (text === undefined && stdin.isTerminal);
    const sh = createEnvironment(host, {
      env: process.env,
      cwd: process.cwd,
      name: given.name,
      args: given.args,
      isInteractive: false,
      descriptors: new Map([
        [0, { input: new Reader(stdin) }],
        [1, { output: stdout }],
        [2, { output: stderr }],
      ]),
    });
    for (const [name, isOn] of given.options) {
      if (isOn) sh.options.add(name);
      else sh.options.delete(name);
    }
    listen(sh, process.signal);
    if (text instanceof Error) {
      await stderr.write(`${given.name}: ${given.script ?? ''}: ${text.message}\n`);
      return text.message === 'Is a directory' ? 126 : 127;
    }
    if (isInteractive) return converse(sh);
    return runWhole(
      sh,
      text ?? (await readText(sh.descriptors.get(0)?.input ?? stdin)),
      given.command !== undefined,
    );
  };
}

function readScript({ files, cwd }: Process, script: string): string | Error {
  const read = attempt(() => files.readText(absolute(cwd, script)));
  return 'value' in read ? read.value : new Error(read.reason);
}

async function runWhole(sh: Environment, text: string, isCommand: boolean): Promise<number> {
  if (isCommand) sh.options.add('command');
  sh.status = await statusOfShell(sh, () =>
    sh.host.engine.text(sh, text, { name: sh.name, label: isCommand ? '-c' : undefined }),
  );
  if (sh.traps.get('EXIT')) {
    sh.status = await statusOfShell(sh, async () => {
      await runTrap(sh, 'EXIT');
      return sh.status;
    });
  }
  return sh.status;
}

/** A signal to the shell: its trap, if it has one, or its end. */
function listen(sh: Environment, signal: AbortSignal): void {
  const hear = (): void => {
    const name = String(signal.reason).replace(/^SIG/, '');
    if (sh.traps.has(name)) sh.signals.push(name);
    if (!sh.traps.get(name)) sh.group.controller.abort(signal.reason);
  };
  if (signal.aborted) hear();
  signal.addEventListener('abort', hear, { once: true });
}

interface Arguments {
  name: string;
  args: readonly string[];
  command: string | undefined;
  script: string | undefined;
  isInteractive: boolean;
  options: [string, boolean][];
}

const letters: Readonly<Record<string, string>> = {
  e: 'errexit',
  u: 'nounset',
  x: 'xtrace',
  f: 'noglob',
  v: 'verbose',
  n: 'noexec',
  C: 'noclobber',
  a: 'allexport',
};

function parseArguments([shell, ...argv]: readonly [string, ...string[]]): Arguments {
  const options: [string, boolean][] = [];
  let [isCommand, isInteractive, isInput] = [false, false, false];
  let at = 0;
  for (let arg = argv[at]; arg !== undefined && /^[-+]./.test(arg); arg = argv[at]) {
    at += 1;
    if (arg === '--') break;
    if (arg.startsWith('--')) continue;
    for (const letter of arg.slice(1)) {
      if (letter === 'c') isCommand = true;
      else if (letter === 'i') isInteractive = true;
      else if (letter === 's') isInput = true;
      else if (letter === 'o' || letter === 'O') {
        options.push([argv[at] ?? '', arg.startsWith('-')]);
        at += 1;
      } else if (letters[letter] !== undefined)
        options.push([letters[letter], arg.startsWith('-')]);
    }
  }
  // A lone dash ends the options, as two do.
  if (argv[at] === '-') at += 1;
  const [first, ...rest] = argv.slice(at);
  if (isCommand)
    return {
      name: rest[0] ?? shell,
      args: rest.slice(1),
      command: first ?? '',
      script: undefined,
      isInteractive,
      options,
    };
  if (isInput || first === undefined) {
    return {
      name: shell,
      args: argv.slice(at),
      command: undefined,
      script: undefined,
      isInteractive,
      options,
    };
  }
  return { name: first, args: rest, command: undefined, script: first, isInteractive, options };
}
