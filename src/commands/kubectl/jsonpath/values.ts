import { CommandError } from '#commands/kubectl/errors.ts';
import { evaluatePath } from './evaluate.ts';
import { PathError } from './path-error.ts';
import { parseRelaxed } from './relaxed.ts';

/** Every value that a path leads to; keys that are missing lead nowhere. */
export function jsonPathValues(path: string): (object: unknown) => unknown[] {
  const nodes = parseRelaxed(path);
  return (object) => {
    try {
      return evaluatePath(nodes, object, { allowsMissingKeys: true }).flat();
    } catch (error) {
      if (!(error instanceof PathError)) throw error;
      throw new CommandError(error.message);
    }
  };
}
