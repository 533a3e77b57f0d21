import { lazy, Suspense, type ReactNode } from 'react';
import liveViewStyles from '#islands/live-view/live-view.css?url';
import { loadStyleSheet } from '#islands/style-sheet.ts';
import type { LiveSession } from '#session/live-session.ts';

const StageView = lazy(async () => {
  const [module] = await Promise.all([
    import('#islands/live-view/StageView.tsx'),
    loadStyleSheet(liveViewStyles),
  ]);
  return module;
});

interface Props {
  session: LiveSession;
  showsCluster: boolean;
  /** The lab. */
  children: ReactNode;
}

/** On a slide: the lab and, where there is room, the cluster beside it. */
export default function Stage({ session, showsCluster, children }: Props) {
  return (
    <div className="lab-stage">
      {children}
      {showsCluster && (
        <aside className="lab-stage-view" aria-label="Le cluster, maintenant">
          <Suspense>
            <StageView session={session} />
          </Suspense>
        </aside>
      )}
    </div>
  );
}
