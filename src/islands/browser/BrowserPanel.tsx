import { useStore } from '@nanostores/react';
import { lazy, Suspense } from 'react';
import { loadStyleSheet } from '#islands/style-sheet.ts';
import type { LiveSession } from '#session/live-session.ts';
import styles from './browser.css?url';

const Browser = lazy(async () => {
  const [module] = await Promise.all([import('./Browser.tsx'), loadStyleSheet(styles)]);
  return module;
});

/** The browser of the learner's machine comes when a program first opens it. */
export default function BrowserPanel({ session }: { session: LiveSession }) {
  const browsed = useStore(session.$browsed);
  return (
    <>
      <output className="visually-hidden">
        {browsed && `Le navigateur a ouvert ${browsed.url}, sous le terminal.`}
      </output>
      <Suspense>{browsed && <Browser session={session} browsed={browsed} />}</Suspense>
    </>
  );
}
