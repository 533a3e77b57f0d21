import { useEffect, type RefObject } from 'react';
import { speeds, type LabSession } from '#session/lab-session.ts';
import { focusOf, otherSpeed, shortcutOf, type ShortcutAction } from './shortcuts.ts';

/** Keys that act only while the focus is inside the lab, and that go no further. */
export function useShortcuts(region: RefObject<HTMLElement | null>, session: LabSession): void {
  useEffect(() => {
    const element = region.current;
    if (!element) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      const action = shortcutOf(event, focusOf(event.target));
      if (!action) return;
      event.preventDefault();
      event.stopPropagation();
      if (action === 'leave') element.querySelector<HTMLElement>('.lab-play')?.focus();
      else obey(session, action);
    };
    element.addEventListener('keydown', onKey);
    return () => element.removeEventListener('keydown', onKey);
  }, [region, session]);
}

function obey(session: LabSession, action: Exclude<ShortcutAction, 'leave'>): void {
  const { playing, speed } = session.$player.get();
  switch (action) {
    case 'toggle':
      if (playing) session.pause();
      else session.play();
      break;
    case 'next':
      session.next();
      break;
    case 'previous':
      session.previous();
      break;
    case 'faster':
      session.change({ speed: otherSpeed(speeds, speed, 1) });
      break;
    case 'slower':
      session.change({ speed: otherSpeed(speeds, speed, -1) });
      break;
  }
}
