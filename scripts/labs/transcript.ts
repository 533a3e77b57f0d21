import type { Entry } from '#schemas/messages.ts';
import type { ReplayCommand, ReplayOutput } from '#schemas/lab-replay.ts';

/** Shorter silences are not told: nobody would see them. */
const shortestWaitMs = 500;
const unitMs = 100;

/** A command as the transcript tells it: what it printed, and the silences before. */
export function commandOf({ line, output, exitCode }: Entry): ReplayCommand {
  return { input: line.text, output: piecesOf(output), exitCode };
}

function piecesOf(chunks: Entry['output']): ReplayOutput[] {
  const pieces: ReplayOutput[] = [];
  let shownAt = 0;
  for (const { after, text } of chunks) {
    const waitMs = Math.round((after - shownAt) / unitMs) * unitMs;
    const last = pieces.at(-1);
    // The transcript has whole lines: what comes in the middle of one belongs to it.
    const isWithin = last !== undefined && (waitMs < shortestWaitMs || !last.text.endsWith('\n'));
    if (isWithin) last.text += text;
    else pieces.push({ text, waitMs: waitMs < shortestWaitMs ? 0 : waitMs });
    shownAt = after;
  }
  const last = pieces.at(-1);
  // As a terminal does, which shows its prompt under it.
  if (last && !last.text.endsWith('\n')) last.text += '\n';
  return pieces;
}
