import type { View } from './addresses.ts';
import NeighbourTable from './NeighbourTable.tsx';
import type { Go } from './Page.tsx';
import ReportTable from './ReportTable.tsx';
import { edgesIn, reportsIn } from './reports.ts';
import { topologyOf } from './topology.ts';
import TopologyMap from './TopologyMap.tsx';

interface Props {
  view: Extract<View, { type: 'deployment' }>;
  bodies: readonly string[];
  onGo: Go;
}

/** A deployment's own figures, who calls it and whom it calls. */
export default function DeploymentView({ view, bodies, onGo }: Props) {
  const [own = '', upstream = '', downstream = '', edges = ''] = bodies;
  const reports = reportsIn(own);
  const topology = topologyOf({
    shown: view,
    upstream: reportsIn(upstream),
    downstream: reportsIn(downstream),
    edges: edgesIn(edges),
  });
  return (
    <>
      <ReportTable caption="Requêtes reçues" kind="Deployment" reports={reports} />
      <TopologyMap shown={view} traffic={reports[0]?.traffic} topology={topology} />
      <NeighbourTable
        shown={view.name}
        topology={topology}
        onGo={({ namespace, name }) => onGo({ type: 'deployment', namespace, name })}
      />
    </>
  );
}
