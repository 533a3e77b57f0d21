import type { Cell, Level } from '#course/comparison.ts';

const signs: Record<Level, { sign: string; word: string } | null> = {
  yes: { sign: '✓', word: 'Oui' },
  partial: { sign: '◐', word: 'Partiel' },
  no: { sign: '✗', word: 'Non' },
  neutral: null,
};

/** What a mesh does, then why one may believe it. */
export default function CellContent({ cell }: { cell: Cell }) {
  const level = signs[cell.level];
  return (
    <>
      {level && (
        <span data-level={cell.level}>
          <span aria-hidden="true">{level.sign} </span>
          <span className="visually-hidden">{level.word} : </span>
        </span>
      )}
      {cell.value}
      <details>
        <summary>{cell.note ? 'Détail et source' : 'Source'}</summary>
        {cell.note && <p>{cell.note}</p>}
        <p>
          <a href={cell.source}>{hostOf(cell.source)}</a>, version {cell.version}, vérifié le{' '}
          <FrenchDate date={cell.checked} />
        </p>
      </details>
    </>
  );
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^www\./, '');
}

/** `2026-11-23` as 23/11/2026: written by hand, since servers and browsers do not agree on locales. */
export function FrenchDate({ date }: { date: string }) {
  return <time dateTime={date}>{date.split('-').reverse().join('/')}</time>;
}
