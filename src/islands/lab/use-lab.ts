import { useCallback, useEffect, useState } from 'react';
import type { LabReplay } from '#schemas/lab-replay.ts';
import { loadLab } from '#session/lab-load.ts';
import type { LabSession } from '#session/lab-session.ts';
import { realClock } from '#session/player-clock.ts';
import { startReplay } from '#session/player.ts';
import { labPosition, recordLabPosition } from '#session/progress.ts';

export type LoadedLab =
  | { state: 'loading' }
  | { state: 'failed'; message: string; retry: () => void }
  | { state: 'ready'; replay: LabReplay; session: LabSession };

/** Fetches the lab and starts its replay where the learner left it. */
export function useLab(url: string, lab: string): LoadedLab {
  const [loaded, setLoaded] = useState<LoadedLab>({ state: 'loading' });
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => {
    setLoaded({ state: 'loading' });
    setAttempt((count) => count + 1);
  }, []);

  useEffect(() => {
    const leaving = new AbortController();
    let session: LabSession | undefined;
    loadLab(url, leaving.signal).then(
      (replay) => {
        if (leaving.signal.aborted) return;
        session = openSession(replay, lab);
        setLoaded({ state: 'ready', replay, session });
      },
      (error: unknown) => {
        if (leaving.signal.aborted) return;
        setLoaded({ state: 'failed', message: messageOf(error), retry });
      },
    );
    return () => {
      leaving.abort();
      session?.stop();
    };
  }, [url, lab, attempt, retry]);

  return loaded;
}

function openSession(replay: LabReplay, lab: string): LabSession {
  return startReplay(replay, {
    clock: realClock,
    position: labPosition(lab),
    settings: { reducedMotion: matchMedia('(prefers-reduced-motion: reduce)').matches },
    onPosition: (position) => recordLabPosition(lab, position),
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
