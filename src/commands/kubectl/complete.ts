import { later } from '#process/later.ts';
import type { Process } from '#process/program.ts';
import type { Reach } from './context.ts';

/** What completing needs of a process: no streams. */
export type Surroundings = Pick<Process, 'env' | 'cwd' | 'files' | 'signal' | 'time'>;

const completion = later(() => import('./complete-words.ts'));

/**
 * What the last word can become (kubectl pkg/util/completion): commands, flags and their values, kinds, names, containers.
 * `words` are those of the line, `kubectl` first, the last one perhaps not finished. Undefined where a file is expected.
 */
export async function completeKubectl(
  surroundings: Surroundings,
  reach: Reach,
  words: readonly string[],
): Promise<readonly string[] | undefined> {
  const { completeWords } = completion.value ?? (await surroundings.time.hold(completion.load()));
  return await completeWords(surroundings, reach, words);
}
