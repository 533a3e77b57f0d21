/** Lines typed before, oldest first, and where the reader stands among them. */
export interface History {
  readonly lines: readonly string[];
  /** `lines.length` is the line being typed, which `draft` keeps meanwhile. */
  readonly at: number;
  readonly draft: string;
}

const mostLines = 1000;

export function historyOf(lines: readonly string[]): History {
  const kept = lines.slice(-mostLines);
  return { lines: kept, at: kept.length, draft: '' };
}

/** A line that was run. Blank ones and repetitions are not kept. */
export function remember(history: History, line: string): History {
  const isNew = line.trim() !== '' && line !== history.lines.at(-1);
  return historyOf(isNew ? [...history.lines, line] : history.lines);
}

/** The line before or after; undefined at either end. */
export function move(
  history: History,
  step: -1 | 1,
  typed: string,
): { history: History; line: string } | undefined {
  const at = history.at + step;
  if (at < 0 || at > history.lines.length) return undefined;
  const draft = history.at === history.lines.length ? typed : history.draft;
  return { history: { ...history, at, draft }, line: history.lines[at] ?? draft };
}

/** The newest line older than `before` that holds `query`. */
export function searchBack(history: History, query: string, before: number): number | undefined {
  for (let at = Math.min(before, history.lines.length) - 1; at >= 0; at -= 1) {
    if (history.lines[at]?.includes(query)) return at;
  }
  return undefined;
}
