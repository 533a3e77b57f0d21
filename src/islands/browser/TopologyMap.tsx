import type { Traffic } from './reports.ts';
import { keyOf, type Neighbour, type Topology } from './topology.ts';
import { healthOf, healthSigns, rateText, successText } from './words.ts';

const box = { width: 150, height: 58 };
const gap = { column: 162, row: 108 };
const margin = 8;

interface Props {
  shown: { readonly namespace: string; readonly name: string };
  traffic: Traffic | undefined;
  topology: Topology;
}

/** From callers down to the deployment, and to whom it calls: as wide as a phone for two of each. The table below says the same. */
export default function TopologyMap({ shown, traffic, topology }: Props) {
  const { callers, callees } = topology;
  const columns = Math.max(1, callers.length, callees.length);
  const width = (columns - 1) * gap.column + box.width + 2 * margin;
  const height = 2 * gap.row + box.height + 2 * margin;
  const middle = { x: (width - box.width) / 2, y: margin + gap.row };
  const place = (row: number, count: number, at: number): Corner => ({
    x: margin + (at + (columns - count) / 2) * gap.column,
    y: margin + row * gap.row,
  });
  const above = callers.map((one, at) => ({ one, corner: place(0, callers.length, at) }));
  const below = callees.map((one, at) => ({ one, corner: place(2, callees.length, at) }));
  const label = `Topologie de ${shown.name} : ${callers.length} appelants, ${callees.length} appelés. Le tableau dit la même chose.`;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: the keyboard must reach it
    <section className="browser-scroll" aria-label={`Topologie de ${shown.name}`} tabIndex={0}>
      <svg
        className="topology"
        role="img"
        aria-label={label}
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
      >
        {above.map(({ one, corner }) => (
          <Arrow key={keyOf(one)} neighbour={one} from={corner} to={middle} />
        ))}
        {below.map(({ one, corner }) => (
          <Arrow key={keyOf(one)} neighbour={one} from={middle} to={corner} />
        ))}
        {[...above, ...below].map(({ one, corner }) => (
          <Node key={`${corner.y} ${keyOf(one)}`} place={one} traffic={one.traffic} at={corner} />
        ))}
        <Node place={shown} traffic={traffic} at={middle} isShown />
      </svg>
    </section>
  );
}

interface Corner {
  readonly x: number;
  readonly y: number;
}

const longestName = 18;

interface NodeProps {
  place: { readonly namespace: string; readonly name: string };
  traffic: Traffic | undefined;
  at: Corner;
  isShown?: boolean;
}

function Node({ place: { namespace, name }, traffic, at, isShown = false }: NodeProps) {
  const short = name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
  const health = healthOf(traffic);
  return (
    <g className="topology-node" data-shown={isShown} transform={`translate(${at.x} ${at.y})`}>
      <rect width={box.width} height={box.height} rx="6" />
      <text x="8" y="18">
        {short}
      </text>
      <text className="topology-small" x="8" y="33">
        {namespace}
      </text>
      <text className="topology-figures" data-health={health} x="8" y="49">
        {`${healthSigns[health]} ${successText(traffic)} · ${rateText(traffic)}`.trim()}
      </text>
    </g>
  );
}

/** Secured: a whole line and a padlock. Else: dashes. */
function Arrow({ neighbour, from, to }: { neighbour: Neighbour; from: Corner; to: Corner }) {
  const start = { x: from.x + box.width / 2, y: from.y + box.height };
  const end = { x: to.x + box.width / 2, y: to.y - 7 };
  const bend = (end.y - start.y) / 2;
  const isSecured = neighbour.edge?.unsecured === '';
  return (
    <g className="topology-arrow" data-secured={isSecured}>
      <path
        className="topology-line"
        d={`M${start.x} ${start.y}C${start.x} ${start.y + bend} ${end.x} ${end.y - bend} ${end.x} ${end.y}`}
      />
      <path className="topology-head" d={`M${end.x} ${end.y + 7}l-5-9h10z`} />
      {isSecured && (
        <g transform={`translate(${(start.x + end.x) / 2} ${(start.y + end.y) / 2})`}>
          <circle r="10" />
          <path className="topology-lock" d="M-5-1H5V6H-5zM-3-1V-3.500a3 3 0 0 1 6 0V-1" />
        </g>
      )}
    </g>
  );
}
