import type { AttendeeMessage } from './attendee.ts';

/** An attendee who shares where they are. */
interface Attendee {
  readonly lab: string;
  readonly step: string;
  readonly hand: boolean;
  readonly seenAt: number;
}

/** Those who share, by the number that stands for them. */
export type Audience = ReadonlyMap<string, Attendee>;

export const nobody: Audience = new Map();

/** Attendees tell where they are this often, and when it changes. */
export const presenceMs = 20_000;
/** Who has not been heard for so long is gone. */
export const absenceMs = 50_000;
/** One room, not a broker's whole traffic. */
const mostAttendees = 1000;

/** The audience once somebody has spoken. */
export function heard(
  audience: Audience,
  id: string,
  { message, now }: { message: AttendeeMessage; now: number },
): Audience {
  if (message.type === 'answer') return audience;
  if (message.type === 'left') return without(audience, id);
  if (!audience.has(id) && audience.size >= mostAttendees) return audience;
  const { lab, step, hand } = message;
  return new Map(audience).set(id, { lab, step, hand, seenAt: now });
}

function without(audience: Audience, id: string): Audience {
  if (!audience.has(id)) return audience;
  const others = new Map(audience);
  others.delete(id);
  return others;
}

/** The audience without those who have fallen silent; the same one when nobody has. */
export function present(audience: Audience, now: number): Audience {
  const here = [...audience].filter(([, { seenAt }]) => now - seenAt <= absenceMs);
  return here.length === audience.size ? audience : new Map(here);
}

export interface Headcount {
  readonly here: number;
  readonly hands: number;
  /** How many are on each step of the lab. */
  readonly steps: ReadonlyMap<string, number>;
}

export function headcount(audience: Audience, lab: string | undefined): Headcount {
  const all = [...audience.values()];
  const steps = new Map<string, number>();
  for (const { step } of all.filter((one) => one.lab === lab && one.step !== ''))
    steps.set(step, (steps.get(step) ?? 0) + 1);
  return { here: all.length, hands: all.filter(({ hand }) => hand).length, steps };
}
