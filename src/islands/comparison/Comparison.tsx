import { selectCells, type Meshes } from '#course/comparison.ts';
import Filters from './Filters.tsx';
import Table from './Table.tsx';
import { useChoice } from './use-choice.ts';

/** The meshes compared, each cell with its source. Without JavaScript: the whole table. */
export default function Comparison({ data }: { data: Meshes }) {
  const { choice, isLive, change, reset } = useChoice(data);
  const selection = selectCells(data, choice);
  const isEmpty = selection.meshes.length === 0 || selection.criteria === 0;
  return (
    <div className="comparison">
      {/* Drawn at once, so that nothing moves when they come to life; hidden where they never will. */}
      <div className="js-only" inert={!isLive}>
        <Filters
          data={data}
          choice={choice}
          selection={selection}
          onChange={change}
          onReset={reset}
        />
      </div>
      <p className="comparison-legend">
        <span data-level="yes">✓</span> oui · <span data-level="partial">◐</span> partiel ·{' '}
        <span data-level="no">✗</span> non. Sans signe : une information, ni pour ni contre.
      </p>
      {isEmpty ? (
        <p>Aucune case à montrer : choisissez au moins un produit, ou élargissez la recherche.</p>
      ) : (
        <Table
          data={data}
          selection={selection}
          sort={choice.sort}
          onSort={isLive ? (sort) => change({ sort }) : undefined}
        />
      )}
    </div>
  );
}
