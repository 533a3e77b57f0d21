import { later } from './later.ts';
import type { Program } from './program.ts';

/** A program whose code is loaded when it is first run, while time stands still. */
export function laterProgram(load: () => Promise<Program | undefined>): Program {
  const code = later(load);
  return async (process) => {
    const program = code.value ?? (await process.time.hold(code.load()));
    return (await program?.(process)) ?? 127;
  };
}
