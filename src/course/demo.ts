/*
 * A lab on the public screen, played from the speaker's window. Orders go one way, and each is obeyed once; the place goes the
 * other way, and the last one counts.
 */

const orders = ['start', 'next', 'take'] as const;

/** `start`: shows the lab, and « next » types. `next`: types the next command. `take`: the keyboard is for who stands there. */
export interface DemoOrder {
  readonly type: 'demo-order';
  readonly order: (typeof orders)[number];
}

const phases = ['ready', 'typing', 'running', 'finished'] as const;

/** Where a lab is, as its screen says it. */
export interface LabPlace {
  readonly phase: (typeof phases)[number];
  /** Number of the current step, from 0, of how many. */
  readonly step: number;
  readonly steps: number;
  readonly title: string;
  /** The command that runs, or the one that comes next; empty at the end. */
  readonly command: string;
}

export interface DemoPlace {
  readonly type: 'demo-place';
  /** « Next » types. */
  readonly isOn: boolean;
  /** None until the lab is there. */
  readonly lab?: LabPlace;
}

export type DemoMessage = DemoOrder | DemoPlace;

const longestText = 4000;
const mostSteps = 200;

/** A message of another window; undefined for what is none: anything can be written on a channel. */
export function parseDemoMessage(value: unknown): DemoMessage | undefined {
  const { type, order, isOn, lab }: Record<string, unknown> = Object(value);
  if (type === 'demo-order') {
    const known = orders.find((one) => one === order);
    return known && { type, order: known };
  }
  if (type !== 'demo-place' || typeof isOn !== 'boolean') return undefined;
  if (lab === undefined) return { type, isOn };
  const place = parseLabPlace(lab);
  return place && { type, isOn, lab: place };
}

function parseLabPlace(value: unknown): LabPlace | undefined {
  const { phase, step, steps, title, command }: Record<string, unknown> = Object(value);
  const known = phases.find((one) => one === phase);
  if (!known || !isCount(step) || !isCount(steps) || !isText(title) || !isText(command))
    return undefined;
  return { phase: known, step, steps, title, command };
}

function isCount(value: unknown): value is number {
  return (
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= mostSteps
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestText;
}

const states: Readonly<Record<LabPlace['phase'], string>> = {
  ready: 'Ensuite',
  typing: 'Se tape',
  running: 'En cours',
  finished: 'Le labo est fini',
};

/** `Étape 3 sur 11 : Injecter les proxys`, and what is typed or comes next. */
export function placeInWords({ phase, step, steps, title, command }: LabPlace): {
  readonly step: string;
  readonly state: string;
  readonly command: string;
} {
  return { step: `Étape ${step + 1} sur ${steps} : ${title}`, state: states[phase], command };
}
