import { useEffect, useRef, useState } from 'react';
import type { LiveSession } from '#session/live-session.ts';

interface File {
  path: string;
  text: string;
}

/** What `nano`, `vi` and `kubectl edit` open: a text field, saved or not. */
export default function EditorPane({ session }: { session: LiveSession }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [file, setFile] = useState<File>();
  useEffect(
    () =>
      session.listen((event) => {
        if (event.type === 'edit') setFile({ path: event.path, text: event.text });
      }),
    [session],
  );
  useEffect(() => {
    if (file && !dialog.current?.open) dialog.current?.showModal();
    if (!file && dialog.current?.open) dialog.current.close();
  }, [file]);

  const end = (text?: string): void => {
    if (!file) return;
    session.send({ type: 'edited', text });
    setFile(undefined);
  };

  return (
    <dialog ref={dialog} className="live-editor" aria-label="Éditeur" onCancel={() => end()}>
      {file && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            end(file.text);
          }}
        >
          <label htmlFor="live-editor-text">{file.path}</label>
          <textarea
            id="live-editor-text"
            className="notranslate"
            lang="en"
            spellCheck={false}
            rows={20}
            value={file.text}
            onChange={(event) => setFile({ ...file, text: event.currentTarget.value })}
          />
          <p className="actions">
            <button className="button primary" type="submit">
              Enregistrer et fermer
            </button>
            <button className="button" type="button" onClick={() => end()}>
              Fermer sans enregistrer
            </button>
          </p>
        </form>
      )}
    </dialog>
  );
}
