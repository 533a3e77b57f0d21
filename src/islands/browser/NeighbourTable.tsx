import Success from './Success.tsx';
import { keyOf, type Neighbour, type Topology } from './topology.ts';
import { latencyText, none, rateText } from './words.ts';

const headings = [
  'Sens',
  'Deployment',
  'Success Rate',
  'RPS',
  'P50 Latency',
  'P95 Latency',
  'P99 Latency',
  'mTLS',
];

interface Props {
  /** The deployment in the middle. */
  shown: string;
  topology: Topology;
  onGo: (neighbour: Neighbour) => void;
}

/** What the map shows, in words, and the identities that it leaves out. */
export default function NeighbourTable({ shown, topology, onGo }: Props) {
  const caption = `Qui appelle ${shown}, et qui ${shown} appelle`;
  const rows = [
    ...topology.callers.map((one) => ({ way: `appelle ${shown}`, one, isCaller: true })),
    ...topology.callees.map((one) => ({ way: `appelé par ${shown}`, one, isCaller: false })),
  ];
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: the keyboard must reach it
    <section className="browser-scroll" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {headings.map((word) => (
              <th key={word} scope="col">
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ way, one, isCaller }) => (
            <tr key={`${way} ${keyOf(one)}`}>
              <td>{way}</td>
              <th scope="row" className="notranslate" lang="en">
                <button className="browser-link" type="button" onClick={() => onGo(one)}>
                  {keyOf(one)}
                </button>
              </th>
              <td>
                <Success traffic={one.traffic} />
              </td>
              <td>{rateText(one.traffic)}</td>
              <td>{latencyText(one.traffic?.p50)}</td>
              <td>{latencyText(one.traffic?.p95)}</td>
              <td>{latencyText(one.traffic?.p99)}</td>
              <td>{securedText(one, isCaller)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && (
        <p className="browser-note">Aucun appel dans la dernière minute, aucune connexion.</p>
      )}
    </section>
  );
}

/** As `linkerd viz edges`: the identity in short, or why there is none. */
function securedText({ edge }: Neighbour, isCaller: boolean): string {
  if (!edge) return none;
  if (edge.unsecured !== '') return edge.unsecured;
  const identity = isCaller ? edge.clientIdentity : edge.serverIdentity;
  return `√ ${identity.split('.').slice(0, 2).join('.')}`;
}
