import { useEffect, type RefObject } from 'react';
import { answerLabRequests } from '#session/lab-request.ts';
import type { LabSession } from '#session/lab-session.ts';

/** Answers what the page asks: open, run a command, go to a step, hand over the keyboard. */
export function useRequests(region: RefObject<HTMLElement | null>, session: LabSession): void {
  useEffect(
    () =>
      answerLabRequests((request) => {
        if (request.type === 'expect-jump') {
          session.expectJump();
          return;
        }
        // With the next frame, which lays the page out anyway.
        requestAnimationFrame(() => region.current?.scrollIntoView({ block: 'nearest' }));
        switch (request.type) {
          case 'open':
            region.current?.querySelector<HTMLElement>('.lab-play')?.focus();
            break;
          case 'run':
            session.run(request);
            break;
          case 'next':
            session.next();
            break;
          case 'take':
            session.pause();
            keyboardOf(region.current)?.focus();
            break;
          case 'jump':
            session.jumpTo({ step: request.step, command: 0 });
            break;
        }
      }),
    [region, session],
  );
}

/** Where one types; a replay has nowhere. */
function keyboardOf(region: HTMLElement | null): HTMLElement | null | undefined {
  return (
    region?.querySelector<HTMLElement>('textarea, input[type="text"]') ??
    region?.querySelector<HTMLElement>('.lab-play')
  );
}
