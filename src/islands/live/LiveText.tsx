import { useStore } from '@nanostores/react';
import { memo, useEffect, useRef, useState } from 'react';
import type { LogEntry } from '#session/lab-session.ts';
import type { LiveSession } from '#session/live-session.ts';
import { plainText } from '#terminal/sanitise.ts';

/** The same session without a terminal: a field, and what was run with what it printed. */
export default function LiveText({ session }: { session: LiveSession }) {
  const log = useStore(session.$log);
  const phase = useStore(session.$phase);
  const prompt = useStore(session.$prompt) ?? '$ ';
  const [text, setText] = useState('');
  const box = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [log]);

  const submit = (event: React.SubmitEvent): void => {
    event.preventDefault();
    if (phase === 'running') session.send({ type: 'input', text: `${text}\n` });
    else if (phase === 'prompt' && text.trim() !== '') session.send({ type: 'run', text });
    setText('');
  };

  return (
    <div className="live-text">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: the keyboard must reach it */}
      <ol ref={box} className="lab-log lab-text" aria-label="Commandes et sorties" tabIndex={0}>
        {log.map((entry) => (
          <Entry key={entry.id} entry={entry} prompt={plainText(prompt)} />
        ))}
      </ol>
      <form className="live-form" onSubmit={submit}>
        <label htmlFor="live-command">
          {phase === 'running' ? 'Entrée du programme' : 'Commande'}
        </label>
        <input
          id="live-command"
          className="notranslate"
          lang="en"
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <button
          className="lab-button"
          type="submit"
          disabled={phase === 'starting' || phase === 'failed'}
        >
          {phase === 'running' ? 'Envoyer' : 'Exécuter'}
        </button>
        <button
          className="lab-button"
          type="button"
          disabled={phase !== 'running'}
          onClick={() => session.send({ type: 'interrupt' })}
        >
          Interrompre
        </button>
      </form>
    </div>
  );
}

const Entry = memo(function Entry({ entry, prompt }: { entry: LogEntry; prompt: string }) {
  const output = plainText(entry.output);
  return (
    <li>
      <pre className="lab-input notranslate" translate="no" lang="en">
        <span aria-hidden="true">{prompt}</span>
        {entry.input}
      </pre>
      {output !== '' && (
        <pre className="notranslate" translate="no" lang="en">
          {output}
        </pre>
      )}
      {entry.exitCode !== 0 && (
        <p className="lab-exit" data-failed="">
          Code de retour {entry.exitCode}
        </p>
      )}
    </li>
  );
});
