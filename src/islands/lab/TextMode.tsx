import { useStore } from '@nanostores/react';
import { memo, useEffect, useRef } from 'react';
import type { LabSession, LogEntry, PlayerView } from '#session/lab-session.ts';
import { plainText } from '#terminal/sanitise.ts';
import { exitInWords } from './words.ts';

interface Props {
  session: LabSession;
  view: PlayerView;
  prompt: string;
}

/** The same lab without a terminal: commands and what they print, in order. */
export default function TextMode({ session, view, prompt }: Props) {
  const log = useStore(session.$log);
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [log]);
  const running = view.phase === 'typing' || view.phase === 'running';

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: the keyboard must reach it
    <section ref={box} className="lab-text" aria-label="Commandes et sorties" tabIndex={0}>
      <ol className="lab-log">
        {log.map((entry) => (
          <Entry key={entry.id} entry={entry} prompt={prompt} />
        ))}
        {view.input !== '' && (
          <li className="lab-pending">
            <p className="lab-exit">{running ? 'En cours :' : 'Commande suivante :'}</p>
            <Input text={view.input} prompt={prompt} />
          </li>
        )}
      </ol>
    </section>
  );
}

const Entry = memo(function Entry({ entry, prompt }: { entry: LogEntry; prompt: string }) {
  const output = plainText(entry.output);
  return (
    <li>
      <Input text={entry.input} prompt={prompt} />
      {output !== '' && (
        <pre className="notranslate" translate="no" lang="en">
          {output}
        </pre>
      )}
      <p className="lab-exit" data-failed={entry.exitCode === 0 ? undefined : ''}>
        {exitInWords(entry.exitCode)}
      </p>
    </li>
  );
});

function Input({ text, prompt }: { text: string; prompt: string }) {
  return (
    <pre className="lab-input notranslate" translate="no" lang="en">
      <span aria-hidden="true">{prompt}</span>
      {text}
    </pre>
  );
}
