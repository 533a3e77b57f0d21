import { useEffect, useState } from 'react';
import type { LabSession, LogEntry } from '#session/lab-session.ts';
import { plainText } from '#terminal/sanitise.ts';
import { announcement } from './words.ts';

/** Tells a screen reader of each command that ends: one message a command, and none for a jump. */
export default function Announcements({ session }: { session: LabSession }) {
  const [told, setTold] = useState<{ key: number; entry: LogEntry }[]>([]);
  useEffect(() => {
    let known = session.$log.get().length;
    let key = 0;
    return session.$log.listen((log) => {
      const last = log.at(-1);
      if (last && log.length === known + 1) {
        key += 1;
        const news = { key, entry: last };
        setTold((before) => [...before.slice(-4), news]);
      }
      known = log.length;
    });
  }, [session]);

  return (
    <div
      className="visually-hidden"
      role="log"
      aria-live="polite"
      aria-label="Résultats des commandes"
    >
      {told.map(({ key, entry }) => (
        <p key={key}>{announcement(entry, plainText(entry.output))}</p>
      ))}
    </div>
  );
}
