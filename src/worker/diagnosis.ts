import type { Diagnosis } from '#checks/diagnostics/diagnose.ts';
import type { Ran } from '#checks/world.ts';
import type { Advice, Entry } from '#schemas/messages.ts';
import type { Machine } from './machine.ts';
import { worldOf } from './steps.ts';

/** Looks after each line for the mistakes that learners usually make. */
export interface MistakeWatch {
  /** A line begins. What the lab itself shows next is no mistake, nor is what it leads to. */
  begin: (isExpected: boolean) => void;
  /** It is over: what there is to say of it. */
  after: (entry: Pick<Entry, 'line' | 'exitCode'>) => Promise<readonly Advice[]>;
}

/** What a session that goes on has already been told is not told again. The rules come with the first line. */
export function watchMistakes(machine: Machine, { isNew }: { isNew: boolean }): MistakeWatch {
  let diagnosis: Diagnosis | undefined;
  let before = machine.ran();
  let isExpected = !isNew;
  const lookAt = (entry?: Pick<Entry, 'line' | 'exitCode'>): readonly Advice[] => {
    const world = worldOf(machine);
    const { line = { text: '' }, exitCode = 0 } = entry ?? {};
    const ran = since(before, world.ran);
    return diagnosis?.after({ world, line: line.text, exitCode, ran }) ?? [];
  };
  const load = async (): Promise<void> => {
    if (!diagnosis) {
      const { createDiagnosis } = await import('#checks/diagnostics/diagnose.ts');
      diagnosis ??= createDiagnosis();
    }
    await diagnosis.ready(worldOf(machine));
  };
  if (!isNew) void load().catch(() => undefined);
  return {
    begin: (next) => {
      // Pods that a line asks for come after it.
      if (isExpected) lookAt();
      isExpected = next;
      before = machine.ran();
    },
    after: async (entry) => {
      const wasExpected = isExpected;
      // Where the network is cut there is no advice, and the next line asks again.
      await load().catch(() => undefined);
      const advice = lookAt(entry);
      return wasExpected ? [] : advice;
    },
  };
}

/** What has been run meanwhile; the oldest may have been forgotten. */
function since(before: readonly Ran[], now: readonly Ran[]): readonly Ran[] {
  const last = before.at(-1);
  return last ? now.slice(now.lastIndexOf(last) + 1) : now;
}
