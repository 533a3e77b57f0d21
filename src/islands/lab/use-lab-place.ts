import { useEffect, type RefObject } from 'react';
import type { LabPlace } from '#course/demo.ts';
import type { LabReplay } from '#schemas/lab-replay.ts';
import type { LabSession } from '#session/lab-session.ts';

declare global {
  interface DocumentEventMap {
    /** A lab of the page has moved. */
    'lab:place': CustomEvent<LabPlace>;
  }
}

/** Tells the page where the lab is, each time that it moves: a speaker leads it from another window. */
export function useLabPlace(
  region: RefObject<HTMLElement | null>,
  { steps }: LabReplay,
  { $player }: LabSession,
): void {
  useEffect(
    () =>
      $player.subscribe(({ phase, step, input }) => {
        const title = steps[step]?.title ?? '';
        const detail: LabPlace = { phase, step, steps: steps.length, title, command: input };
        region.current?.dispatchEvent(new CustomEvent('lab:place', { detail, bubbles: true }));
      }),
    [region, steps, $player],
  );
}
