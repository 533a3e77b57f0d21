/** What each attendee answered to the question that is put, by the number that stands for them. */
export type Ballots = ReadonlyMap<string, readonly number[]>;

export const noBallots: Ballots = new Map();

const mostBallots = 1000;

/** Each answers once: the first answer counts. */
export function cast(
  ballots: Ballots,
  id: string,
  { choices, options }: { choices: readonly number[]; options: number },
): Ballots {
  if (ballots.has(id) || ballots.size >= mostBallots) return ballots;
  if (choices.some((choice) => choice >= options)) return ballots;
  return new Map(ballots).set(id, choices);
}

/** How many chose each option. */
export function tally(ballots: Ballots, options: number): readonly number[] {
  const counts = Array.from({ length: options }, () => 0);
  for (const choices of ballots.values())
    for (const choice of choices) counts[choice] = (counts[choice] ?? 0) + 1;
  return counts;
}
