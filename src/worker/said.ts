import type { Chunk, Entry } from '#schemas/messages.ts';

/** What was said, and this: what is said at one instant is one piece. */
export function withChunk(output: readonly Chunk[], { after, text }: Chunk): readonly Chunk[] {
  const last = output.at(-1);
  return last?.after === after
    ? [...output.slice(0, -1), { after, text: last.text + text }]
    : [...output, { after, text }];
}

/** When the last of an entry was said, in milliseconds since its line began; -1 when nothing was. */
export function lastSaid(entry: Entry | undefined): number {
  return entry?.output.at(-1)?.after ?? -1;
}
