import { completeKubectl, type Surroundings } from '#commands/kubectl/complete.ts';
import type { Reach } from '#commands/kubectl/context.ts';
import { later } from '#process/later.ts';
import type { AskKubectl, Words } from './cobra/complete.ts';

type Complete = (words: readonly string[], ask: AskKubectl) => Words;

/** The programs that complete by asking kubectl, loaded with the first Tab on a line of theirs. */
const others = new Map([
  ['istioctl', later<{ complete: Complete }>(() => import('./istioctl/complete.ts'))],
  ['linkerd', later<{ complete: Complete }>(() => import('./linkerd/complete.ts'))],
]);

/** What the last of these words can become; undefined where a file is expected, or nothing is known of the program. */
export async function completeProgram(
  surroundings: Surroundings,
  reach: Reach,
  [program = '', ...words]: readonly string[],
): Words {
  const ask: AskKubectl = async (...line) =>
    await completeKubectl(surroundings, reach, ['kubectl', ...line]);
  if (program === 'kubectl') return await ask(...words);
  const other = others.get(program);
  if (!other) return undefined;
  const { complete } = other.value ?? (await surroundings.time.hold(other.load()));
  return await complete([program, ...words], ask);
}
