import type { Environment } from '#shell/environment.ts';

/** Runs the action of a trap; `$?` is kept. */
export async function runTrap(sh: Environment, name: string): Promise<void> {
  const action = sh.traps.get(name);
  if (!action) return;
  if (name === 'EXIT') sh.traps.delete(name);
  const { status, pipeStatus } = sh;
  await sh.host.engine.text(sh, action);
  sh.status = status;
  sh.pipeStatus = pipeStatus;
}

/** Traps of the signals that came during the last command. */
export async function runSignals(sh: Environment): Promise<void> {
  for (let signal = sh.signals.shift(); signal !== undefined; signal = sh.signals.shift()) {
    await runTrap(sh, signal);
  }
}
