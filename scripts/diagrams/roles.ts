import type { Token } from '#markdown/diagram-theme.ts';

/** What a part of a diagram means, and so how it looks. No meaning rests on colour alone. */
export type Role = keyof typeof paints;

export interface Paint {
  fill?: Token;
  stroke?: Token;
  width?: number;
  dash?: string;
  /** Corner radius, for rectangles. */
  radius?: number;
  /** Colour of the gap of a double line. */
  gap?: Token;
  /** A ✕ on the corner. */
  refused?: true;
  cap?: 'round';
}

export const paints = {
  app: { fill: 'page', stroke: 'line', width: 1.5, radius: 2 },
  data: { fill: 'data-fill', stroke: 'data-stroke', width: 2, radius: 10 },
  control: { fill: 'control-fill', stroke: 'control-stroke', width: 5, gap: 'page', radius: 2 },
  outside: { fill: 'page', stroke: 'line', width: 1.5, dash: '5 4', radius: 2 },
  refused: {
    fill: 'refused-fill',
    stroke: 'refused-stroke',
    width: 1.5,
    dash: '5 4',
    radius: 2,
    refused: true,
  },
  zone: { fill: 'zone-fill', stroke: 'line', width: 1, radius: 6 },
  soft: { fill: 'plain-fill', stroke: 'line', width: 1, radius: 2 },
  plain: { stroke: 'line', width: 1.5 },
  thin: { stroke: 'line', width: 1 },
  dashed: { stroke: 'line', width: 1, dash: '5 4' },
  encrypted: { stroke: 'encrypted-stroke', width: 3.5 },
  configuration: { stroke: 'control-stroke', width: 2, dash: '1 5', cap: 'round' },
  denied: { stroke: 'refused-stroke', width: 2, dash: '7 4' },
  behind: { fill: 'page' },
  number: { fill: 'text' },
  text: { fill: 'text' },
  /** Over the lifelines. */
  message: { fill: 'text', stroke: 'page' },
  title: { fill: 'text', stroke: 'zone-fill' },
  'on-number': { fill: 'page' },
} as const satisfies Record<string, Paint>;

/** Mermaid's elements to roles: the first that matches wins, `null` is not drawn. */
export const selectors: [selector: string, role: Role | null][] = [
  ['defs *, marker *, symbol *, .label rect:not(.background), .edge-thickness-invisible', null],
  ['.sequenceNumber', 'on-number'],
  ['.cluster text', 'title'],
  ['.messageText', 'message'],
  ['text', 'text'],
  ['.edgeLabel rect.background', 'behind'],
  ['rect.background', null],
  // flowchart
  ['[marker-end*="cross"], [marker-start*="cross"]', 'denied'],
  ['.edgePaths .edge-thickness-thick', 'encrypted'],
  ['.edgePaths .edge-pattern-dotted', 'configuration'],
  ['.edgePaths path', 'plain'],
  ['.cluster.data > *', 'data'],
  ['.cluster.control > *', 'control'],
  ['.cluster.outside > *', 'outside'],
  ['.cluster.refused > *', 'refused'],
  ['.cluster > *', 'zone'],
  ['.node.data *', 'data'],
  ['.node.control *', 'control'],
  ['.node.outside *', 'outside'],
  ['.node.refused *', 'refused'],
  ['.node *', 'app'],
  // sequenceDiagram; `data-role` comes from « %% data: … »
  ['[data-role="data"]', 'data'],
  ['[data-role="control"]', 'control'],
  ['[data-role="outside"]', 'outside'],
  ['rect.actor, .actor-man *, .actor *', 'app'],
  ['.actor-line', 'dashed'],
  ['[marker-start*="sequencenumber"]', 'number'],
  ['.messageLine0', 'plain'],
  ['.messageLine1', 'dashed'],
  ['.note, .labelBox', 'soft'],
  ['rect.rect', 'zone'],
  ['[class^="activation"]', 'soft'],
  ['.loopLine', 'dashed'],
  // timeline
  ['[class^="node-line"]', null],
  ['.taskWrapper .node-bkg', 'soft'],
  ['.eventWrapper .node-bkg', 'app'],
  ['.node-bkg', 'zone'],
  ['.lineWrapper [stroke-dasharray]', 'dashed'],
  ['.lineWrapper *', 'plain'],
];

/** In a sequence, `%% data: proxyA, proxyB` gives participants the look that `:::data` gives to nodes. */
export function participantRoles(source: string): [participant: string, role: string][] {
  return [...source.matchAll(/^[ \t]*%%[ \t]*(app|data|control|outside):(.*)$/gm)].flatMap(
    ([, role = '', names = '']) =>
      names
        .split(',')
        .map((name): [string, string] => [name.trim().replaceAll(/["\\]/g, ''), role]),
  );
}
