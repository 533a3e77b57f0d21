import { later } from './code.ts';
import type { Builtin } from './builtins.ts';
import { runShell } from './shell-command.ts';

export const systemFunctions: Record<string, Builtin> = {
  system: (compiler, [arg]) => {
    const { machine } = compiler;
    if (!arg) return { sync: () => 0 };
    return later(compiler.text(arg), async (command) => {
      await machine.outputs.flushAll();
      return command === '' ? 0 : runShell(machine.process, command);
    });
  },
  close: (compiler, [arg]) => {
    const { machine, inputs } = compiler;
    if (!arg) return { sync: () => 0 };
    return later(compiler.text(arg), async (name) => {
      if (machine.outputs.has(name)) return machine.outputs.close(name);
      const status = await inputs.close(name);
      if (status === undefined) machine.set('ERRNO', 'close of redirection that was never opened');
      return status ?? -1;
    });
  },
  fflush: (compiler, [arg]) => {
    const { machine, inputs } = compiler;
    if (!arg)
      return later({ sync: () => undefined }, async () => {
        await machine.outputs.flushAll();
        return 0;
      });
    return later(compiler.text(arg), async (name) => {
      const kind = inputs.kindOf(name);
      if (kind) {
        machine.warn(`fflush: cannot flush: ${kind} \`${name}' opened for reading, not writing`);
        return -1;
      }
      const isKnown =
        name === '' || machine.outputs.has(name) || /^\/dev\/std(?:out|err)$/u.test(name);
      if (!isKnown) machine.warn(`fflush: \`${name}' is not an open file, pipe or co-process`);
      await machine.outputs.flushAll();
      return isKnown ? 0 : -1;
    });
  },
};
