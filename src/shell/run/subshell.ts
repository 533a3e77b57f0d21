import type { Script } from 'unbash';
import { createPipe } from '#process/pipe.ts';
import { joined, Reader, type Descriptor } from '#shell/descriptors.ts';
import { fork, type Environment } from '#shell/environment.ts';
import { Killed, ShellError } from '#shell/leave.ts';
import { statusOfShell } from './settle.ts';
import { runTrap } from './trap.ts';

/** Runs work in a shell of its own, to its EXIT trap. */
export async function inSubshell(child: Environment, work: () => Promise<number>): Promise<number> {
  child.status = await statusOfShell(child, () => forked(child, work));
  if (child.traps.get('EXIT')) {
    const status = await statusOfShell(child, async () => {
      await runTrap(child, 'EXIT');
      return child.status;
    });
    child.status = status;
  }
  return child.status;
}

/** A fork bomb ends: the shell that is one too many says so, and those that still try are killed. */
async function forked(
  { host: { forks, limits } }: Environment,
  work: () => Promise<number>,
): Promise<number> {
  if (forks.areSpent) throw new Killed('SIGKILL');
  if (forks.running >= limits.processes) {
    forks.areSpent = true;
    throw new ShellError('fork: Resource temporarily unavailable', 254, 'line');
  }
  forks.running += 1;
  try {
    return await work();
  } finally {
    forks.running -= 1;
  }
}

/** What its background jobs still hold open must not be closed under them. */
export async function endJobs(child: Environment): Promise<void> {
  await Promise.all(child.jobs.list().map(({ done }) => done));
}

/** `$(…)`: the output, without its last newlines. */
export async function capture(
  sh: Environment,
  script: Script | undefined,
  text: string,
): Promise<string> {
  if (!script) throw new ShellError(`${text}: bad substitution`, 1, 'line');
  const file = fileInput(sh, script);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let result = '';
  const write = (data: string | Uint8Array): Promise<void> => {
    result += typeof data === 'string' ? data : decoder.decode(data, { stream: true });
    if (result.length > sh.host.limits.text)
      throw new ShellError('xrealloc: cannot allocate memory', 1, 'line');
    return Promise.resolve();
  };
  const child = fork(sh, new Map(sh.descriptors).set(1, { output: { isTerminal: false, write } }));
  if (!sh.options.has('inherit_errexit')) child.options.delete('errexit');
  if (script.source !== undefined) child.source = { ...sh.source, text: script.source };
  child.status = await inSubshell(child, () =>
    file === undefined
      ? sh.host.engine.run(child, script.commands)
      : sh.host.engine.text(child, `cat < ${file}`),
  );
  await endJobs(child);
  sh.status = child.status;
  sh.lastSubstitution = child.status;
  if (sh.group.controller.signal.aborted)
    throw new Killed(String(sh.group.controller.signal.reason));
  return result.replaceAll('\0', '').replace(/\n+$/u, '');
}

/** `$(< file)`. */
function fileInput(sh: Environment, { commands }: Script): string | undefined {
  const command = commands[0]?.command;
  if (commands.length !== 1 || command?.type !== 'Command' || command.name) return undefined;
  const [only] = command.redirects;
  if (
    command.prefix.length + command.suffix.length !== 1 ||
    only?.type !== 'Redirect' ||
    only.operator !== '<'
  ) {
    return undefined;
  }
  return sh.host.dialect === 'bash' ? only.target?.text : undefined;
}

/** `<(…)` is read whole before its command starts; `>(…)` runs beside it. */
export async function substitute(
  sh: Environment,
  script: Script | undefined,
  operator: '<' | '>',
): Promise<string> {
  let number = 63;
  while (sh.devices.has(`/dev/fd/${number}`)) number -= 1;
  const path = `/dev/fd/${number}`;
  const statements = script?.commands ?? [];
  if (operator === '<') {
    const parts: Uint8Array[] = [];
    const write = (data: string | Uint8Array): Promise<void> => {
      parts.push(typeof data === 'string' ? new TextEncoder().encode(data) : data.slice());
      return Promise.resolve();
    };
    const child = fork(
      sh,
      new Map(sh.descriptors).set(1, { output: { isTerminal: false, write } }),
    );
    await inSubshell(child, () => sh.host.engine.run(child, statements));
    await endJobs(child);
    const bytes = joined(parts);
    sh.devices.set(path, { read: () => bytes });
    sh.pending.push(() => Promise.resolve(void sh.devices.delete(path)));
    return path;
  }
  const pipe = createPipe();
  const input: Descriptor = { input: new Reader(pipe.input) };
  const child = fork(sh, new Map(sh.descriptors).set(0, input));
  const done = inSubshell(child, () => sh.host.engine.run(child, statements)).finally(pipe.close);
  sh.devices.set(path, { write: (data) => void pipe.output.write(data).catch(() => undefined) });
  sh.pending.push(async () => {
    pipe.end();
    sh.devices.delete(path);
    await done;
  });
  return path;
}
