/** `diff -u` of two texts: hunks with three lines around, no header. Empty where they are equal. */
export function unifiedDiff(before: string, after: string): string {
  if (before === after) return '';
  const from = linesOf(before);
  const to = linesOf(after);
  const script = editScript(from, to);
  return hunksOf(script)
    .map((hunk) => hunkText(hunk))
    .join('');
}

interface Step {
  mark: ' ' | '-' | '+';
  line: string;
  /** Lines before this step, in either text. */
  from: number;
  to: number;
}

/** A last line without its newline keeps the mark that diff prints. */
function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  else lines.push(`${lines.pop()}\n\\ No newline at end of file`);
  return lines;
}

/** The longest common subsequence decides; removals come before additions, as GNU diff puts them. */
function editScript(from: readonly string[], to: readonly string[]): Step[] {
  let head = 0;
  while (head < from.length && head < to.length && from[head] === to[head]) head++;
  let tail = 0;
  while (
    tail < from.length - head &&
    tail < to.length - head &&
    from[from.length - 1 - tail] === to[to.length - 1 - tail]
  )
    tail++;
  const a = from.slice(head, from.length - tail);
  const b = to.slice(head, to.length - tail);
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const length = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        a[i] === b[j] ? length(i + 1, j + 1) + 1 : Math.max(length(i + 1, j), length(i, j + 1));
  const steps: Step[] = [];
  const push = (mark: Step['mark'], line: string, i: number, j: number): void => {
    steps.push({ mark, line, from: i, to: j });
  };
  for (let k = 0; k < head; k++) push(' ', from[k] ?? '', k, k);
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      push(' ', a[i] ?? '', head + i, head + j);
      i++;
      j++;
    } else if (i < a.length && (j >= b.length || length(i + 1, j) >= length(i, j + 1)))
      push('-', a[i++] ?? '', head + i - 1, head + j);
    else push('+', b[j++] ?? '', head + i, head + j - 1);
  }
  for (let k = tail; k > 0; k--)
    push(' ', from[from.length - k] ?? '', from.length - k, to.length - k);
  return steps;
}

const around = 3;

function hunksOf(steps: readonly Step[]): Step[][] {
  const changed = steps.flatMap((step, index) => (step.mark === ' ' ? [] : [index]));
  const hunks: Step[][] = [];
  let start = -1;
  let end = -1;
  for (const index of changed) {
    if (start >= 0 && index - around <= end) end = index + around + 1;
    else {
      if (start >= 0) hunks.push(steps.slice(start, end));
      start = Math.max(0, index - around);
      end = index + around + 1;
    }
  }
  if (start >= 0) hunks.push(steps.slice(start, end));
  return hunks;
}

function hunkText(hunk: readonly Step[]): string {
  const removed = hunk.filter((step) => step.mark !== '+').length;
  const added = hunk.filter((step) => step.mark !== '-').length;
  const first = hunk[0] ?? { from: 0, to: 0 };
  const range = (start: number, count: number) =>
    count === 1 ? String(start + 1) : `${count === 0 ? start : start + 1},${count}`;
  const head = `@@ -${range(first.from, removed)} +${range(first.to, added)} @@\n`;
  return head + hunk.map((step) => `${step.mark}${step.line}\n`).join('');
}
