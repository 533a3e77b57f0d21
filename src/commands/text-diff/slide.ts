import type { Marks, Numbers } from './shortest-path.ts';

/** Moves each run of changed lines as far down as its lines allow, joining runs on the way, as GNU diff does. */
export function slideRuns(from: Numbers, to: Numbers, marks: Marks): void {
  slideOneSide(from, marks.from, marks.to);
  slideOneSide(to, marks.to, marks.from);
}

function slideOneSide(numbers: Numbers, changed: Uint8Array, other: Uint8Array): void {
  // The place after the run, here and in the other text.
  let [end, otherEnd] = [0, 0];
  for (;;) {
    while (end < numbers.length && !changed[end]) {
      while (other[otherEnd]) otherEnd += 1;
      otherEnd += 1;
      end += 1;
    }
    if (end === numbers.length) return;
    const start = end;
    while (changed[end]) end += 1;
    while (other[otherEnd]) otherEnd += 1;
    ({ end, otherEnd } = slideRun({ start, end, otherEnd }, numbers, changed, other));
  }
}

interface Run {
  start: number;
  end: number;
  otherEnd: number;
}

/** Up, to join what is above, and down again, until it no longer grows. */
function slideRun(run: Run, numbers: Numbers, changed: Uint8Array, other: Uint8Array): Run {
  let { start, end, otherEnd } = run;
  const up = (): void => {
    changed[(start -= 1)] = 1;
    changed[(end -= 1)] = 0;
    while (changed[start - 1]) start -= 1;
    otherEnd -= 1;
    while (other[otherEnd]) otherEnd -= 1;
  };
  // Where it ended last beside a run of the other text: a change of lines is told as one, not as a removal and an addition.
  let beside: number;
  let length: number;
  do {
    length = end - start;
    while (start > 0 && numbers[start - 1] === numbers[end - 1]) up();
    beside = other[otherEnd - 1] ? end : numbers.length;
    while (end < numbers.length && numbers[start] === numbers[end]) {
      changed[start++] = 0;
      changed[end++] = 1;
      while (changed[end]) end += 1;
      otherEnd += 1;
      while (other[otherEnd]) {
        otherEnd += 1;
        beside = end;
      }
    }
  } while (length !== end - start);
  while (beside < end) up();
  return { start, end, otherEnd };
}
