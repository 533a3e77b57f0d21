import { linesOf } from './lines.ts';
import { setAside } from './set-aside.ts';
import { markShortest, type Marks, type Numbers } from './shortest-path.ts';
import { slideRuns } from './slide.ts';

/** Lines that go, and those that come in their place: how many, after how many lines of either text. */
export interface Change {
  from: number;
  removed: number;
  to: number;
  added: number;
}

export interface Comparison {
  from: readonly string[];
  to: readonly string[];
  changes: readonly Change[];
}

export interface CompareOptions {
  /** Lines that will be shown around a change: as far may a change slide into what is the same at both ends. */
  context?: number;
  /** What of a line is compared. */
  keyOf?: (line: string) => string;
}

/** What changes between two texts, line by line, told as GNU diff tells it. */
export function compareTexts(
  before: string,
  after: string,
  { context = 0, keyOf = (line) => line }: CompareOptions = {},
): Comparison {
  const [from, to] = [linesOf(before), linesOf(after)];
  const { head, tail } = commonEnds(from, to, context);
  const numberOf = numbering(keyOf);
  const a = Int32Array.from(from.slice(head, from.length - tail), numberOf);
  const b = Int32Array.from(to.slice(head, to.length - tail), numberOf);
  const marks = markChanged(a, b);
  slideRuns(a, b, marks);
  return { from, to, changes: changesOf(marks, head) };
}

function commonEnds(
  from: readonly string[],
  to: readonly string[],
  context: number,
): { head: number; tail: number } {
  const shorter = Math.min(from.length, to.length);
  let [head, tail] = [0, 0];
  while (head < shorter && from[head] === to[head]) head += 1;
  head = Math.max(0, head - context);
  while (tail < shorter - head && from.at(-1 - tail) === to.at(-1 - tail)) tail += 1;
  return { head, tail: Math.max(0, tail - context) };
}

function numbering(keyOf: (line: string) => string): (line: string) => number {
  const numbers = new Map<string, number>();
  return (line) => {
    const key = keyOf(line);
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  };
}

/** Of the lines that are not set aside, a shortest script; the others are changed anyway. */
function markChanged(from: Numbers, to: Numbers): Marks {
  const aside = { from: setAside(from, to), to: setAside(to, from) };
  const found = markShortest(
    from.filter((_, i) => !aside.from[i]),
    to.filter((_, i) => !aside.to[i]),
  );
  return { from: merged(aside.from, found.from), to: merged(aside.to, found.to) };
}

function merged(aside: Uint8Array, found: Uint8Array): Uint8Array {
  let at = 0;
  return aside.map((mark) => mark || (found[at++] ?? 1));
}

function changesOf(marks: Marks, head: number): Change[] {
  const changes: Change[] = [];
  let [i, j] = [0, 0];
  while (i < marks.from.length || j < marks.to.length) {
    const [from, to] = [i, j];
    while (marks.from[i]) i += 1;
    while (marks.to[j]) j += 1;
    if (i > from || j > to)
      changes.push({ from: head + from, removed: i - from, to: head + to, added: j - to });
    else [i, j] = [i + 1, j + 1];
  }
  return changes;
}
