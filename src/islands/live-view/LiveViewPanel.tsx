import { lazy, Suspense, useState } from 'react';
import { loadStyleSheet } from '#islands/style-sheet.ts';
import type { LiveSession } from '#session/live-session.ts';
import styles from './live-view.css?url';

const LiveView = lazy(async () => {
  const [module] = await Promise.all([import('./LiveView.tsx'), loadStyleSheet(styles)]);
  return module;
});

/** The live view comes when it is first opened. */
export default function LiveViewPanel({ session }: { session: LiveSession }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details
      className="lab-help live-view"
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
    >
      <summary>Vue en direct : trafic, identités, proxys</summary>
      {isOpen && (
        <Suspense fallback={<p>La vue se charge…</p>}>
          <LiveView session={session} />
        </Suspense>
      )}
    </details>
  );
}
