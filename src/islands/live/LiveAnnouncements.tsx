import { useEffect, useState } from 'react';
import type { LogEntry } from '#session/lab-session.ts';
import type { LiveSession } from '#session/live-session.ts';
import { plainText } from '#terminal/sanitise.ts';

const lastLines = 5;

/** Tells a screen reader of each command that ends: one message, whatever it printed. */
export default function LiveAnnouncements({ session }: { session: LiveSession }) {
  const [told, setTold] = useState<readonly LogEntry[]>([]);
  useEffect(
    () =>
      session.$phase.listen((phase) => {
        const last = session.$log.get().at(-1);
        if (phase === 'prompt' && last) setTold((before) => [...before.slice(-2), last]);
      }),
    [session],
  );
  return (
    <div
      className="visually-hidden"
      role="log"
      aria-live="polite"
      aria-label="Résultats des commandes"
    >
      {told.map((entry) => (
        <p key={entry.id}>{inWords(entry)}</p>
      ))}
    </div>
  );
}

function inWords({ input, output, exitCode }: LogEntry): string {
  const lines = plainText(output).trimEnd().split('\n').filter(Boolean);
  const result = exitCode === 0 ? 'réussie' : `terminée avec le code ${exitCode}`;
  const shown = lines.slice(-lastLines).join('\n');
  const more = lines.length > lastLines ? `${lines.length} lignes, les dernières : ` : '';
  return `${input} : ${result}. ${more}${shown}`;
}
