import type { Time } from '#process/program.ts';
import type { Engine } from './environment.ts';

let loaded: Engine | undefined;

/** The interpreter, which is loaded with the first command: the prompt does not wait for it. */
export function currentEngine(time: Time): Engine {
  if (loaded) return loaded;
  const load = async (): Promise<Engine> => {
    loaded ??= (await time.hold(import('./run/engine.ts'))).engine;
    return loaded;
  };
  return {
    run: async (...args) => (await load()).run(...args),
    command: async (...args) => (await load()).command(...args),
    capture: async (...args) => (await load()).capture(...args),
    text: async (...args) => (await load()).text(...args),
    call: async (...args) => (await load()).call(...args),
    substitute: async (...args) => (await load()).substitute(...args),
  };
}
