import {
  byName,
  nextSort,
  type Criterion,
  type Mesh,
  type Meshes,
  type RowSort,
  type Selection,
} from '#course/comparison.ts';
import CellContent, { FrenchDate } from './CellContent.tsx';

interface Props {
  data: Meshes;
  selection: Selection;
  sort: RowSort | null;
  /** Absent where nothing can be sorted: the page is read without JavaScript. */
  onSort: ((sort: RowSort | null) => void) | undefined;
}

/** Always a table, also where narrow screens show it as cards. */
export default function Table({ data, selection, sort, onSort }: Props) {
  const { meshes, sections } = selection;
  return (
    <section
      className="comparison-region"
      aria-labelledby="comparison-caption"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table>
        <caption id="comparison-caption">
          Comparatif des service mesh, relevé du <FrenchDate date={data.checked} />
        </caption>
        <thead>
          <tr>
            <SortableHeader by={byName} name="Critère" sort={sort} onSort={onSort} />
            {meshes.map(({ id, name }) => (
              <SortableHeader key={id} by={id} name={name} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">En bref</th>
            {meshes.map((mesh) => (
              <td key={mesh.id} data-label={mesh.name}>
                <Presentation mesh={mesh} />
              </td>
            ))}
          </tr>
        </tbody>
        {sections.map(({ id, name, criteria }) => (
          <tbody key={id}>
            {name && (
              <tr className="comparison-group">
                <th scope="rowgroup" colSpan={meshes.length + 1}>
                  <span>{name}</span>
                </th>
              </tr>
            )}
            {criteria.map((criterion) => (
              <Row key={criterion.id} criterion={criterion} meshes={meshes} cells={data.cells} />
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

interface HeaderProps extends Pick<Props, 'sort' | 'onSort'> {
  by: string;
  name: string;
}

function SortableHeader({ by, name, sort, onSort }: HeaderProps) {
  const direction = sort?.by !== by ? 'none' : sort.descending ? 'descending' : 'ascending';
  const arrow = { none: '↕', ascending: '↑', descending: '↓' }[direction];
  return (
    <th scope="col" aria-sort={onSort && direction !== 'none' ? direction : undefined}>
      {onSort ? (
        <button type="button" onClick={() => onSort(nextSort(sort, by))}>
          {name}
          <span className="visually-hidden">
            {by === byName ? ' : trier par nom' : ' : trier les critères, du oui au non'}
          </span>{' '}
          <span aria-hidden="true">{arrow}</span>
        </button>
      ) : (
        name
      )}
    </th>
  );
}

function Presentation({ mesh }: { mesh: Mesh }) {
  return (
    <>
      <strong>{mesh.statusLabel}</strong> · {mesh.license}
      <br />
      {mesh.summary}{' '}
      <a href={mesh.url}>
        Site officiel<span className="visually-hidden"> ({mesh.name})</span>
      </a>
    </>
  );
}

interface RowProps {
  criterion: Criterion;
  meshes: readonly Mesh[];
  cells: Meshes['cells'];
}

function Row({ criterion, meshes, cells }: RowProps) {
  return (
    <tr>
      <th scope="row">
        {criterion.name}
        <small>{criterion.help}</small>
      </th>
      {meshes.map(({ id, name }) => {
        const cell = cells[id]?.[criterion.id];
        return (
          <td key={id} data-label={name}>
            {cell && <CellContent cell={cell} />}
          </td>
        );
      })}
    </tr>
  );
}
