import { useEffect, type RefObject } from 'react';
import { answerLabRequests } from '#session/lab-request.ts';
import type { LabSession } from '#session/lab-session.ts';

/** Answers what the page asks: open, run a command, go to a step, hand over the keyboard. */
export function useRequests(region: RefObject<HTMLElement | null>, session: LabSession): void {
  useEffect(
    () =>
      answerLabRequests((request) => {
        region.current?.scrollIntoView({ block: 'nearest' });
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
            region.current?.querySelector<HTMLElement>('textarea, input, .lab-play')?.focus();
            break;
          case 'jump':
            session.jumpTo({ step: request.step, command: 0 });
            break;
        }
      }),
    [region, session],
  );
}
