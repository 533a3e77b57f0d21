import { useStore } from '@nanostores/react';
import { useMemo, useState } from 'react';
import type { LiveSession } from '#session/live-session.ts';
import { readItem, writeItem } from '#session/storage.ts';
import ClockControls from './ClockControls.tsx';
import { layOut } from './map-layout.ts';
import ProxyPanel from './ProxyPanel.tsx';
import TrafficMap from './TrafficMap.tsx';
import TrafficTable from './TrafficTable.tsx';

const choiceKey = 'maillage:trafic-en-tableau';

/** Who calls whom, encrypted or not, refused or not; and what a pod's proxy knows. */
export default function LiveView({ session }: { session: LiveSession }) {
  const cluster = useStore(session.$cluster);
  const traffic = useStore(session.$traffic);
  const [asTable, setAsTable] = useState(() => readItem(choiceKey) === 'oui');
  const pods = cluster?.pods ?? noPods;
  const edges = traffic?.edges ?? noEdges;
  const layout = useMemo(() => layOut(pods, edges), [pods, edges]);
  const choose = (): void => {
    writeItem(choiceKey, asTable ? 'non' : 'oui');
    setAsTable(!asTable);
  };
  return (
    <div className="traffic">
      <div className="traffic-bar">
        <button className="lab-button" type="button" aria-pressed={asTable} onClick={choose}>
          Trafic en tableau
        </button>
        <ClockControls session={session} />
      </div>
      {asTable ? <TrafficTable layout={layout} /> : <TrafficMap layout={layout} />}
      {!asTable && (
        <p className="traffic-legend">
          Cadenas : chiffré par mTLS. Tirets : en clair. Croix : refusé ou en échec. P : pod avec
          son proxy (sidecar).
        </p>
      )}
      <ProxyPanel session={session} pods={pods} />
    </div>
  );
}

const noPods = [] as const;
const noEdges = [] as const;
