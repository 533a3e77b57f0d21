import type { TrafficEdge } from '#schemas/live-view.ts';
import type { MapNode, TrafficMapLayout } from './map-layout.ts';
import { encryptionInWords, endInWords, fateInWords, timeInWords } from './words.ts';

/** What the map shows, in words. */
export default function TrafficTable({ layout }: { layout: TrafficMapLayout }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: the keyboard must reach it
    <section className="traffic-scroll traffic-tables" aria-label="Tableau du trafic" tabIndex={0}>
      <CallTable edges={layout.edges.map(({ edge }) => edge)} />
      <WorkloadTable nodes={layout.nodes.filter(({ pods }) => pods > 0)} />
    </section>
  );
}

const callHeadings = [
  'Appelant',
  'Appelé',
  'Transport',
  'Dernier appel',
  'Appels',
  'Dont refusés ou en échec',
  'Identité de l’appelant',
  'À (heure du cluster)',
];

function CallTable({ edges }: { edges: readonly TrafficEdge[] }) {
  return (
    <table>
      <caption>Appels depuis le début de la session, le plus récent en premier</caption>
      <Headings words={callHeadings} />
      <tbody>
        {edges.toReversed().map((edge) => (
          <tr key={`${endInWords(edge.from)} ${endInWords(edge.to)}`} data-fate={edge.fate}>
            <th scope="row">{endInWords(edge.from)}</th>
            <td>{endInWords(edge.to)}</td>
            <td>{encryptionInWords(edge)}</td>
            <td>{fateInWords(edge)}</td>
            <td>{edge.count}</td>
            <td>{edge.wrong}</td>
            <td>{edge.callerIdentity || 'aucune'}</td>
            <td>{timeInWords(edge.at)}</td>
          </tr>
        ))}
        {edges.length === 0 && (
          <tr>
            <td colSpan={callHeadings.length}>Aucun appel pour l’instant.</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function WorkloadTable({ nodes }: { nodes: readonly MapNode[] }) {
  return (
    <table>
      <caption>Workloads et sidecars</caption>
      <Headings words={['Workload', 'Namespace', 'Pods', 'Dont avec sidecar']} />
      <tbody>
        {nodes.map(({ key, end, pods, sidecars }) => (
          <tr key={key}>
            <th scope="row">{end.name}</th>
            <td>{end.namespace}</td>
            <td>{pods}</td>
            <td>{sidecars}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Headings({ words }: { words: readonly string[] }) {
  return (
    <thead>
      <tr>
        {words.map((word) => (
          <th key={word} scope="col">
            {word}
          </th>
        ))}
      </tr>
    </thead>
  );
}
