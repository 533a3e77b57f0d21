import { useCallback, useEffect, useState } from 'react';
import type { LabReplay } from '#schemas/lab-replay.ts';
import { loadLab } from '#session/lab-load.ts';
import type { ReplaySession } from '#session/lab-session.ts';

export type LoadedLab =
  | { state: 'loading' }
  | { state: 'failed'; message: string; retry: () => void }
  | {
      state: 'ready';
      replay: LabReplay;
      session: ReplaySession;
      LabPlayer: ReplayedPart['LabPlayer'];
    }
  | { state: 'live'; replay: LabReplay; opening: Opening; LiveLab: LiveLabPart['LiveLab'] };

type ReplayedPart = Awaited<ReturnType<typeof loadReplayed>>;
type LiveLabPart = Awaited<ReturnType<typeof loadLiveLab>>;
type Opening = Awaited<ReturnType<LiveLabPart['openInPage']>>;

/**
 * Fetches the lab. One that has what its engine starts from (`replay.live`) runs on it; the replay of another one starts
 * where the learner left it.
 */
export function useLab(url: string, lab: string): LoadedLab {
  const [loaded, setLoaded] = useState<LoadedLab>({ state: 'loading' });
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => {
    setLoaded({ state: 'loading' });
    setAttempt((count) => count + 1);
  }, []);

  useEffect(() => {
    const leaving = new AbortController();
    let close = (): void => undefined;
    const open = async (): Promise<LoadedLab | undefined> => {
      const replay = await loadLab(url, leaving.signal);
      const part = replay.live && (await loadLiveLab());
      if (leaving.signal.aborted) return undefined;
      if (replay.live && part) {
        const opening = await part.openInPage(replay, replay.live);
        // Left meanwhile: nobody would close it later.
        if (leaving.signal.aborted) {
          opening.close();
          return undefined;
        }
        close = () => opening.close();
        return { state: 'live', replay, opening, LiveLab: part.LiveLab };
      }
      const { openSession, LabPlayer } = await loadReplayed();
      if (leaving.signal.aborted) return undefined;
      const session = openSession(replay, lab);
      close = () => session.stop();
      return { state: 'ready', replay, session, LabPlayer };
    };
    open().then(
      (opened) => {
        if (opened && !leaving.signal.aborted) setLoaded(opened);
      },
      (error: unknown) => {
        if (leaving.signal.aborted) return;
        setLoaded({ state: 'failed', message: messageOf(error), retry });
      },
    );
    return () => {
      leaving.abort();
      close();
    };
  }, [url, lab, attempt, retry]);

  return loaded;
}

/** Loaded with the first lab that needs it. */
async function loadLiveLab() {
  const { prepareLiveLab } = await import('#islands/live-lab/prepare.ts');
  return prepareLiveLab();
}

/** Loaded with the first lab that no engine runs. */
async function loadReplayed() {
  const [{ openSession }, { default: LabPlayer }] = await Promise.all([
    import('./open-replay.ts'),
    import('./LabPlayer.tsx'),
  ]);
  return { openSession, LabPlayer };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
