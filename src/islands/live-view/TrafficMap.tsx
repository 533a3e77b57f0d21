import { useEffect, useRef } from 'react';
import type { TrafficEdge } from '#schemas/live-view.ts';
import {
  box,
  cornerOf,
  lineBetween,
  mapSize,
  type Line,
  type MapDirection,
} from './map-geometry.ts';
import type { MapNode, TrafficMapLayout } from './map-layout.ts';
import { encryptionInWords, endInWords, fateInWords } from './words.ts';

interface Props {
  layout: TrafficMapLayout;
  direction?: MapDirection;
}

/** Who calls whom. The table beside it says the same. */
export default function TrafficMap({ layout, direction = 'right' }: Props) {
  const { width, height } = mapSize(layout, direction);
  const label = `Carte du trafic : ${layout.nodes.length} éléments, ${layout.edges.length} liens. Le tableau dit la même chose.`;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: the keyboard must reach it
    <section className="traffic-scroll" aria-label="Carte du trafic" tabIndex={0}>
      <svg
        className="traffic-map"
        role="img"
        aria-label={label}
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
      >
        {layout.edges.map(({ key, from, to, edge }) => (
          <Edge key={key} edge={edge} line={lineBetween(from, to, direction)} />
        ))}
        {layout.nodes.map((node) => (
          <Node key={node.key} node={node} direction={direction} />
        ))}
      </svg>
    </section>
  );
}

const longestName = 18;

function Node({ node, direction }: { node: MapNode; direction: MapDirection }) {
  const { x, y } = cornerOf(node, direction);
  const { kind, namespace, name } = node.end;
  const short = name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
  const below =
    kind === 'workload'
      ? `${namespace} · ${node.pods} pod${node.pods > 1 ? 's' : ''}`
      : kind === 'service'
        ? `service · ${namespace}`
        : '';
  return (
    <g className="traffic-node" data-kind={kind} transform={`translate(${x} ${y})`}>
      <title>{endInWords(node.end)}</title>
      <rect width={box.width} height={box.height} rx="6" />
      <text x="10" y={below === '' ? 27 : 19}>
        {short}
      </text>
      {below !== '' && (
        <text className="traffic-small" x="10" y="35">
          {below}
        </text>
      )}
      {node.sidecars > 0 && (
        <g className="traffic-sidecar" transform={`translate(${box.width - 14} -6)`}>
          <title>{`${node.sidecars} pod(s) sur ${node.pods} avec sidecar`}</title>
          <path d="M8 0 16 4.5v9L8 18 0 13.500v-9z" />
          <text x="8" y="13">
            P
          </text>
        </g>
      )}
    </g>
  );
}

/** A sign as well as a colour: a padlock, a cross, a dashed line. */
function Edge({ edge, line }: { edge: TrafficEdge; line: Line }) {
  const path = useRef<SVGPathElement>(null);
  const dot = useRef<SVGCircleElement>(null);
  useMovingDot(path, dot, edge);
  const words = `${endInWords(edge.from)} → ${endInWords(edge.to)} : ${encryptionInWords(edge)}, ${fateInWords(edge)}`;
  return (
    <g className="traffic-edge" data-fate={edge.fate} data-encrypted={edge.encrypted}>
      <title>{words}</title>
      <path ref={path} className="traffic-line" d={line.path} />
      <g transform={`translate(${line.x} ${line.y})`}>
        <circle className="traffic-sign" r="10" />
        {edge.fate === 'answered' ? (
          edge.encrypted && <path className="traffic-lock" d={padlock} />
        ) : (
          <path className="traffic-cross" d="M-4-4 4 4M4-4-4 4" />
        )}
        {edge.fate !== 'answered' && edge.encrypted && (
          <path className="traffic-lock" d={padlock} transform="translate(20 0)" />
        )}
      </g>
      <circle ref={dot} className="traffic-dot" r="5" />
    </g>
  );
}

const padlock = 'M-5-1H5V6H-5zM-3-1V-3.500a3 3 0 0 1 6 0V-1';

const samples = 12;
const travelMs = 900;

/** A call is seen to travel; one that is refused stops half-way. Not for who asked for no motion. */
function useMovingDot(
  path: React.RefObject<SVGPathElement | null>,
  dot: React.RefObject<SVGCircleElement | null>,
  { count, fate }: TrafficEdge,
): void {
  useEffect(() => {
    const line = path.current;
    if (!line || !dot.current) return undefined;
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return undefined;
    const way = line.getTotalLength() * (fate === 'refused' ? 0.5 : 1);
    const frames = Array.from({ length: samples + 1 }, (_, at) => {
      const { x, y } = line.getPointAtLength((way * at) / samples);
      return { transform: `translate(${x}px, ${y}px)`, opacity: 1 };
    });
    const run = dot.current.animate(frames, { duration: travelMs });
    return () => run.cancel();
  }, [path, dot, count, fate]);
}
