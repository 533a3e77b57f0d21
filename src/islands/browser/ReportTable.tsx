import type { Report } from './reports.ts';
import Success from './Success.tsx';
import { latencyText, meshedText, rateText } from './words.ts';

const measures = ['Meshed', 'Success Rate', 'RPS', 'P50 Latency', 'P95 Latency', 'P99 Latency'];

interface Props {
  caption: string;
  /** Of what its rows are. */
  kind: string;
  reports: readonly Report[];
  /** Where a row has a page of its own. */
  onGo?: (report: Report) => void;
}

/** The dashboard's columns, in its own words. */
export default function ReportTable({ caption, kind, reports, onGo }: Props) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: the keyboard must reach it
    <section className="browser-scroll" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr lang="en">
            {[kind, ...measures].map((word) => (
              <th key={word} scope="col">
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="notranslate" lang="en">
          {reports.map((report) => (
            <Row key={`${report.namespace}/${report.name}`} report={report} onGo={onGo} />
          ))}
        </tbody>
      </table>
      {reports.length === 0 && <p className="browser-note">Rien à montrer ici.</p>}
    </section>
  );
}

function Row({ report, onGo }: { report: Report; onGo: Props['onGo'] }) {
  const { name, traffic } = report;
  return (
    <tr>
      <th scope="row">
        {onGo ? (
          <button className="browser-link" type="button" onClick={() => onGo(report)}>
            {name}
          </button>
        ) : (
          name
        )}
      </th>
      <td>{meshedText(report)}</td>
      <td>
        <Success traffic={traffic} />
      </td>
      <td>{rateText(traffic)}</td>
      <td>{latencyText(traffic?.p50)}</td>
      <td>{latencyText(traffic?.p95)}</td>
      <td>{latencyText(traffic?.p99)}</td>
    </tr>
  );
}
