import type { LabReplay } from '#schemas/lab-replay.ts';
import type { SessionSetup } from '#schemas/messages.ts';
import { openLab, type Opening } from '#session/lab-opening.ts';
import { recordLabPosition } from '#session/progress.ts';
import { startWorker } from '#session/worker-client.ts';

/** Opens a lab in this page, and keeps its session when the page goes. */
export async function openInPage(
  { id: lab, draw }: LabReplay,
  setup: SessionSetup,
): Promise<Opening> {
  const drawing = draw && (await import('#course/draw-faults.ts'));
  const seance = roomFrame(location.search);
  const room = seance && (await import('#session/room/led-lab.ts'));
  const opening = openLab({
    lab: room ? room.labInRoom(lab) : lab,
    setup,
    drawn: drawing && ((seed) => drawing.redraw(setup, draw, seed)),
    fragment: location.hash,
    forgetFragment: () => history.replaceState(history.state, '', location.pathname),
    columns: () => 80,
    start: startWorker,
    after: (ms, then) => {
      const timer = setTimeout(then, ms);
      return () => clearTimeout(timer);
    },
    settings: { reducedMotion: matchMedia('(prefers-reduced-motion: reduce)').matches },
    // What the instructor does is no progress of the learner.
    onPosition: room ? () => undefined : (position) => recordLabPosition(lab, position),
  });
  if (room) room.followRoom(opening, { lab, seance });
  const flush = (): void => opening.flush();
  for (const event of ['pagehide', 'visibilitychange']) addEventListener(event, flush);
  return opening;
}

/** The presentation that this page follows in the frame of a room; empty outside. */
function roomFrame(search: string): string {
  const query = new URLSearchParams(search);
  return query.has('salle') ? (query.get('seance') ?? '') : '';
}
