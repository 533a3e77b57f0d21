import type { Numbers } from './shortest-path.ts';

const kept = 0;
/** The other text has no such line: it is changed, whatever the path. */
const alone = 1;
/** The other text has so many that each match says little. */
const common = 2;

/**
 * 1 for lines that are told as changed without a search, as GNU diff does: those that the other text has nowhere, and common
 * ones among many of these, which would only cut a text that was replaced into crumbs.
 */
export function setAside(numbers: Numbers, others: Numbers): Uint8Array {
  const counts = new Map<number, number>();
  for (const number of others) counts.set(number, (counts.get(number) ?? 0) + 1);
  const many = 5 * powerOfTwo(numbers.length >> 6);
  const marks = Uint8Array.from(numbers, (number) => {
    const count = counts.get(number) ?? 0;
    return count === 0 ? alone : count > many ? common : kept;
  });
  for (let at = 0; at < marks.length; at += 1) {
    if (marks[at] === common) marks[at] = kept;
    else if (marks[at] === alone) at = settleRun(marks, at) - 1;
  }
  return marks.map((mark) => (mark === kept ? 0 : 1));
}

/** About the square root. */
function powerOfTwo(number: number): number {
  let power = 1;
  for (let rest = number >> 2; rest > 0; rest >>= 2) power *= 2;
  return power;
}

/** Keeps what is common in a run of lines that may go, where it is at an end, too much or too long. Gives the end of the run. */
function settleRun(marks: Uint8Array, start: number): number {
  let end = start;
  while (end < marks.length && marks[end] !== kept) end += 1;
  while (marks[end - 1] === common) marks[(end -= 1)] = kept;
  const run = marks.subarray(start, end);
  const most = isMostlyAlone(run) ? powerOfTwo(run.length >> 2) : 0;
  keepLongStretches(run, most);
  if (most > 0) {
    keepEdge(run);
    keepEdge(run.reverse());
    run.reverse();
  }
  return end;
}

function isMostlyAlone(run: Uint8Array): boolean {
  return run.filter((mark) => mark === common).length * 4 <= run.length;
}

/** Common lines of which more than so many follow one another. */
function keepLongStretches(run: Uint8Array, most: number): void {
  let from = 0;
  for (let at = 0; at <= run.length; at += 1) {
    if (run[at] === common) continue;
    if (at - from > most) run.fill(kept, from, at);
    from = at + 1;
  }
}

/** Common lines before three others in a row, or before the first other from the ninth line on. */
function keepEdge(run: Uint8Array): void {
  let others = 0;
  for (let at = 0; at < run.length && others < 3; at += 1) {
    if (at >= 8 && run[at] === alone) return;
    others = run[at] === alone ? others + 1 : 0;
    if (run[at] === common) run[at] = kept;
  }
}
