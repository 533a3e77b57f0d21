import type { Meshes } from '#schemas/meshes.ts';

export type { Meshes } from '#schemas/meshes.ts';
export type Mesh = Meshes['meshes'][number];
export type Criterion = Meshes['criteria'][number];
export type Cell = Meshes['cells'][string][string];
export type Level = Cell['level'];

/** The order of the columns: the file's, by name, or those still maintained first. */
export const meshOrders = ['cours', 'nom', 'statut'] as const;
export type MeshOrder = (typeof meshOrders)[number];

/** The order of the rows: by the criterion's name, or by how a mesh answers them. */
export interface RowSort {
  by: typeof byName | (string & {});
  descending: boolean;
}
export const byName = 'nom';

/** What a reader chose to see. The address holds it, so that it can be shared. */
export interface Choice {
  meshes: readonly string[];
  text: string;
  /** Id of a group, or empty for all. */
  group: string;
  order: MeshOrder;
  sort: RowSort | null;
}

export function everything(data: Meshes): Choice {
  return {
    meshes: data.meshes.map(({ id }) => id),
    text: '',
    group: '',
    order: 'cours',
    sort: null,
  };
}

/** The choice that an address holds. What it does not know or cannot read is ignored. */
export function parseChoice(search: string, data: Meshes): Choice {
  const query = new URLSearchParams(search.slice(0, 2000));
  const all = everything(data);
  const asked = new Set(query.get('meshes')?.split(','));
  const known = all.meshes.filter((id) => asked.has(id));
  const group = query.get('groupe') ?? '';
  const order = query.get('ordre');
  return {
    meshes: known.length > 0 ? known : all.meshes,
    text: (query.get('criteres') ?? '').slice(0, 100),
    group: data.groups.some(({ id }) => id === group) ? group : '',
    order: meshOrders.find((one) => one === order) ?? 'cours',
    sort: parseSort(query.get('tri') ?? '', all.meshes),
  };
}

function parseSort(text: string, meshes: readonly string[]): RowSort | null {
  const by = text.replace(/^-/, '');
  return by === byName || meshes.includes(by) ? { by, descending: text.startsWith('-') } : null;
}

/** The query of an address, with its `?`; empty when nothing was chosen. */
export function printChoice(choice: Choice, data: Meshes): string {
  const { meshes, text, group, order, sort } = choice;
  const isPart = meshes.length > 0 && meshes.length < data.meshes.length;
  const parts = [
    isPart && ['meshes', meshes.join(',')],
    text.trim() && ['criteres', text.trim()],
    group && ['groupe', group],
    order !== 'cours' && ['ordre', order],
    sort && ['tri', `${sort.descending ? '-' : ''}${sort.by}`],
  ].filter((part) => part !== false && part !== null && part !== '');
  // Commas are allowed in a query, and an address is also read by people.
  const query = parts.map(
    ([key = '', value = '']) => `${key}=${encodeURIComponent(value).replaceAll('%2C', ',')}`,
  );
  return query.length > 0 ? `?${query.join('&')}` : '';
}

export interface Selection {
  meshes: Mesh[];
  /** The rows by group; a single one without a name when the reader sorts them. */
  sections: { id: string; name: string; criteria: Criterion[] }[];
  criteria: number;
}

/** The columns and rows that a choice shows. */
export function selectCells(data: Meshes, choice: Choice): Selection {
  const criteria = data.criteria.filter((criterion) => isWanted(criterion, choice));
  const sections = choice.sort
    ? [{ id: 'tri', name: '', criteria: sortCriteria(criteria, choice.sort, data) }]
    : data.groups.map(({ id, name }) => ({
        id,
        name,
        criteria: criteria.filter(({ group }) => group === id),
      }));
  return {
    meshes: sortMeshes(
      data.meshes.filter(({ id }) => choice.meshes.includes(id)),
      choice.order,
    ),
    sections: sections.filter((section) => section.criteria.length > 0),
    criteria: criteria.length,
  };
}

function isWanted({ name, help, group }: Criterion, choice: Choice): boolean {
  if (choice.group && choice.group !== group) return false;
  const text = fold(`${name} ${help}`);
  return fold(choice.text)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('’', "'").toLowerCase();
}

const statuses: readonly Mesh['status'][] = ['active', 'dormant', 'ended', 'archived'];
const levels: readonly Level[] = ['yes', 'partial', 'no', 'neutral'];

function sortMeshes(meshes: Mesh[], order: MeshOrder): Mesh[] {
  switch (order) {
    case 'cours':
      return meshes;
    case 'nom':
      return meshes.toSorted(compareNames);
    case 'statut':
      return meshes.toSorted(
        (one, other) => statuses.indexOf(one.status) - statuses.indexOf(other.status),
      );
  }
}

function sortCriteria(
  criteria: Criterion[],
  { by, descending }: RowSort,
  data: Meshes,
): Criterion[] {
  const rank = ({ id }: Criterion) => levels.indexOf(data.cells[by]?.[id]?.level ?? 'neutral');
  const compare =
    by === byName ? compareNames : (one: Criterion, other: Criterion) => rank(one) - rank(other);
  return criteria.toSorted((one, other) => (descending ? -1 : 1) * compare(one, other));
}

function compareNames(one: { name: string }, other: { name: string }): number {
  return one.name.localeCompare(other.name, 'fr');
}

/** What the button of a column does next: ascending, descending, then the order of the file. */
export function nextSort(sort: RowSort | null, by: string): RowSort | null {
  if (sort?.by !== by) return { by, descending: false };
  return sort.descending ? null : { by, descending: true };
}
