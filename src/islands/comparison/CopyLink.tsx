import { useState } from 'react';

type Copy = { state: 'idle' } | { state: 'copied' } | { state: 'refused'; url: string };

/** Copies the address of what is shown; where the browser refuses, gives it to copy by hand. */
export default function CopyLink() {
  const [copy, setCopy] = useState<Copy>({ state: 'idle' });
  const start = () => {
    const url = location.href;
    // No clipboard at all on a page served without TLS.
    const written = navigator.clipboard
      ? navigator.clipboard.writeText(url)
      : Promise.reject(new Error('clipboard'));
    written.then(
      () => setCopy({ state: 'copied' }),
      () => setCopy({ state: 'refused', url }),
    );
  };
  return (
    <>
      <button className="button" type="button" onClick={start}>
        Copier le lien
      </button>
      <output>{copy.state === 'copied' && '✓ Lien copié'}</output>
      {copy.state === 'refused' && (
        <label>
          Le navigateur refuse : copiez l’adresse avec Ctrl+C
          <input type="text" readOnly value={copy.url} ref={(field) => field?.select()} />
        </label>
      )}
    </>
  );
}
