import type { Traffic } from './reports.ts';
import { keyOf, type Neighbour, type Topology } from './topology.ts';
import { healthOf, healthSigns, rateText, successText } from './words.ts';

const box = { width: 172, height: 62 };
const gap = { column: 226, row: 78 };
const margin = 12;

interface Props {
  shown: { readonly namespace: string; readonly name: string };
  traffic: Traffic | undefined;
  topology: Topology;
}

/** Callers on the left, the deployment in the middle, whom it calls on the right. The table below says the same. */
export default function TopologyMap({ shown, traffic, topology }: Props) {
  const { callers, callees } = topology;
  const rows = Math.max(1, callers.length, callees.length);
  const width = 2 * gap.column + box.width + 2 * margin;
  const height = (rows - 1) * gap.row + box.height + 2 * margin;
  const middle = { x: margin + gap.column, y: (height - box.height) / 2 };
  const place = (column: number, count: number, at: number): Corner => ({
    x: margin + column * gap.column,
    y: margin + (at + (rows - count) / 2) * gap.row,
  });
  const left = callers.map((one, at) => ({ one, corner: place(0, callers.length, at) }));
  const right = callees.map((one, at) => ({ one, corner: place(2, callees.length, at) }));
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
        {left.map(({ one, corner }) => (
          <Arrow key={keyOf(one)} neighbour={one} from={corner} to={middle} />
        ))}
        {right.map(({ one, corner }) => (
          <Arrow key={keyOf(one)} neighbour={one} from={middle} to={corner} />
        ))}
        {[...left, ...right].map(({ one, corner }) => (
          <Node key={`${corner.x} ${keyOf(one)}`} place={one} traffic={one.traffic} at={corner} />
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

const longestName = 19;

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
      <text x="10" y="20">
        {short}
      </text>
      <text className="topology-small" x="10" y="36">
        {namespace}
      </text>
      <text className="topology-figures" data-health={health} x="10" y="53">
        {`${healthSigns[health]} ${successText(traffic)} · ${rateText(traffic)}`.trim()}
      </text>
    </g>
  );
}

/** Secured: a whole line and a padlock. Else: dashes. */
function Arrow({ neighbour, from, to }: { neighbour: Neighbour; from: Corner; to: Corner }) {
  const start = { x: from.x + box.width, y: from.y + box.height / 2 };
  const end = { x: to.x - 7, y: to.y + box.height / 2 };
  const bend = (end.x - start.x) / 2;
  const isSecured = neighbour.edge?.unsecured === '';
  return (
    <g className="topology-arrow" data-secured={isSecured}>
      <path
        className="topology-line"
        d={`M${start.x} ${start.y}C${start.x + bend} ${start.y} ${end.x - bend} ${end.y} ${end.x} ${end.y}`}
      />
      <path className="topology-head" d={`M${end.x + 7} ${end.y}l-9-5v10z`} />
      {isSecured && (
        <g transform={`translate(${(start.x + end.x) / 2} ${(start.y + end.y) / 2})`}>
          <circle r="10" />
          <path className="topology-lock" d="M-5-1H5V6H-5zM-3-1V-3.500a3 3 0 0 1 6 0V-1" />
        </g>
      )}
    </g>
  );
}
