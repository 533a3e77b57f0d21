import { useStore } from '@nanostores/react';
import { useMemo } from 'react';
import type { LiveSession } from '#session/live-session.ts';
import { layOut, wrapped } from './map-layout.ts';
import TrafficMap from './TrafficMap.tsx';

/** What the audience sees of the cluster beside the terminal: what runs, who calls whom, encrypted or refused. */
export default function StageView({ session }: { session: LiveSession }) {
  const pods = useStore(session.$cluster)?.pods ?? nothing;
  const edges = useStore(session.$traffic)?.edges ?? nothing;
  const layout = useMemo(() => wrapped(layOut(pods, edges), mostBeside), [pods, edges]);
  if (layout.nodes.length === 0) return <p>Aucune application pour l’instant.</p>;
  return (
    <>
      <TrafficMap layout={layout} direction="down" />
      <p className="traffic-legend">
        Cadenas : mTLS. Tirets : en clair. Croix : refusé ou en échec. P : proxy (sidecar).
      </p>
    </>
  );
}

const nothing = [] as const;
/** As many as are read from the back of a room. */
const mostBeside = 3;
