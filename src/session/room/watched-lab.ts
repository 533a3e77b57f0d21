import type { KeptSession } from '#schemas/session-file.ts';
import { openKeptLog } from '#session/kept-session.ts';

/** A page writes several times for one command. */
const calmMs = 400;

/** Tells the session of a lab as this browser keeps it, now and each time that another page of the site changes it. */
export function watchKeptLab(lab: string, tell: (session: KeptSession) => void): () => void {
  const kept = openKeptLog(lab);
  const key = `maillage:labo:${lab}`;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    timer = undefined;
    tell({ lab, ...kept.read() });
  };
  const onStorage = (event: StorageEvent): void => {
    if (event.key === key) timer ??= setTimeout(look, calmMs);
  };
  addEventListener('storage', onStorage);
  look();
  return () => {
    clearTimeout(timer);
    removeEventListener('storage', onStorage);
  };
}
