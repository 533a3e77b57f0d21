import type { Entry } from '#schemas/messages.ts';
import type { ReplayCommand, ReplayOutput } from '#schemas/lab-replay.ts';
import { screenLines } from './screen-lines.ts';

/** Shorter silences are not told: nobody would see them. */
const shortestWaitMs = 500;
const unitMs = 100;

/** A command as the transcript tells it: what stays of what it printed, and the silences before. */
export function commandOf({ line, output, exitCode }: Entry): ReplayCommand {
  return { input: line.text, output: piecesOf(output), exitCode };
}

function piecesOf(chunks: Entry['output']): ReplayOutput[] {
  const pieces: ReplayOutput[] = [];
  let shownAt = 0;
  for (const { text, after } of screenLines(chunks)) {
    const waitMs = Math.round((after - shownAt) / unitMs) * unitMs;
    const last = pieces.at(-1);
    if (last && waitMs < shortestWaitMs) last.text += `${text}\n`;
    else pieces.push({ text: `${text}\n`, waitMs: waitMs < shortestWaitMs ? 0 : waitMs });
    shownAt = after;
  }
  return pieces;
}
