import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { LiveSession } from '#session/live-session.ts';
import { pathOf, requestsOf, viewAt, type View } from './addresses.ts';
import Page from './Page.tsx';
import { usePages } from './use-pages.ts';

interface Props {
  session: LiveSession;
  /** Another value each time that a program opens it. */
  browsed: { readonly url: string };
}

/** What a program has opened: it stays until it is closed, and comes back when it is opened again. */
export default function Browser({ session, browsed }: Props) {
  const [closed, setClosed] = useState<object>();
  const reopen = useRef<HTMLButtonElement>(null);
  const isClosed = closed === browsed;
  useEffect(() => {
    if (isClosed) reopen.current?.focus();
  }, [isClosed]);
  if (isClosed)
    return (
      <p className="browser-closed">
        <button
          ref={reopen}
          className="lab-button"
          type="button"
          onClick={() => setClosed(undefined)}
        >
          Rouvrir {browsed.url} dans le navigateur
        </button>
      </p>
    );
  return (
    <Window
      key={browsed.url}
      session={session}
      browsed={browsed}
      onClose={() => setClosed(browsed)}
    />
  );
}

function Window({ session, browsed, onClose }: Props & { onClose: () => void }) {
  const [view, setView] = useState<View>(() => viewAt(new URL(browsed.url).pathname));
  const path = pathOf(view);
  const requests = useMemo(() => requestsOf(view), [view]);
  const seen = usePages({ session, browsed, path, requests });
  const heading = useRef<HTMLHeadingElement>(null);
  const go = useCallback((next: View): void => {
    setView(next);
    heading.current?.focus();
  }, []);
  const { origin, host } = new URL(browsed.url);
  return (
    <section className="browser" aria-label={`Navigateur : ${host}`}>
      <header className="browser-bar">
        <p className="browser-name">Navigateur, ouvert par la commande</p>
        <button
          className="lab-button"
          type="button"
          aria-label="Fermer le navigateur"
          onClick={onClose}
        >
          Fermer
        </button>
        <p className="browser-address notranslate" lang="en">
          {origin}
          {path}
        </p>
      </header>
      <Page
        ref={heading}
        view={view}
        seen={seen?.path === path ? seen : undefined}
        host={host}
        onGo={go}
      />
    </section>
  );
}
