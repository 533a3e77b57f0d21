import { compareTexts, type Change, type Comparison } from './edit-script.ts';
import { printed, type Printed } from './lines.ts';

/** `diff -u` of two texts: hunks with three lines around, no header. Empty where they are equal. */
export function unifiedDiff(before: string, after: string): string {
  const context = 3;
  return unifiedLines(compareTexts(before, after, { context }), { context })
    .map(({ text }) => text)
    .join('');
}

export interface UnifiedOptions {
  context: number;
  /** Changes that are shown only beside others. */
  isTrivial?: (change: Change) => boolean;
}

export function unifiedLines(
  comparison: Comparison,
  { context, isTrivial = () => false }: UnifiedOptions,
): Printed[] {
  return hunksOf(comparison.changes, context, isTrivial)
    .filter((hunk) => !hunk.every(isTrivial))
    .flatMap((hunk) => hunkLines(comparison, hunk, context));
}

/** Changes near one another go together: those with no more lines between them than both would show. */
function hunksOf(
  changes: readonly Change[],
  context: number,
  isTrivial: (change: Change) => boolean,
): Change[][] {
  const hunks: Change[][] = [];
  let last: Change | undefined;
  for (const change of changes) {
    const between = last ? change.from - last.from - last.removed : Infinity;
    const most = isTrivial(change) ? context - 1 : 2 * context;
    if (between <= most) hunks.at(-1)?.push(change);
    else hunks.push([change]);
    last = change;
  }
  return hunks;
}

function hunkLines({ from, to }: Comparison, hunk: readonly Change[], context: number): Printed[] {
  const [first, last] = [hunk[0], hunk.at(-1)];
  if (!first || !last) return [];
  const before = Math.min(first.from, context);
  const start = first.from - before;
  const end = Math.min(from.length, last.from + last.removed + context);
  const grown = hunk.reduce((sum, { added, removed }) => sum + added - removed, 0);
  const ranges = `-${range(start, end - start)} +${range(first.to - before, end - start + grown)}`;
  const lines: Printed[] = [{ kind: 'place', text: `@@ ${ranges} @@\n` }];
  const show = (kind: 'from' | 'to' | 'both', sign: string, some: readonly string[]): void => {
    for (const line of some) lines.push(printed(kind, sign, line));
  };
  let at = start;
  for (const change of hunk) {
    show('both', ' ', from.slice(at, change.from));
    at = change.from + change.removed;
    show('from', '-', from.slice(change.from, at));
    show('to', '+', to.slice(change.to, change.to + change.added));
  }
  show('both', ' ', from.slice(at, end));
  return lines;
}

/** A range without lines is after the line that it names. */
function range(start: number, count: number): string {
  if (count === 1) return `${start + 1}`;
  return `${count === 0 ? start : start + 1},${count}`;
}
