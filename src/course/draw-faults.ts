import type { Fault, Faults } from '#schemas/faults.ts';
import type { LabDraw } from '#schemas/lab-replay.ts';
import type { SessionSetup } from '#schemas/messages.ts';
import type { Advice, Predicate } from '#schemas/predicate.ts';

/** What a step becomes. */
interface DrawnStep {
  readonly check: Predicate;
  readonly hints: Advice[];
  readonly solution: string[];
}

export interface Drawn {
  /** By id of the step. */
  readonly steps: ReadonlyMap<string, DrawnStep>;
  /** The scripts that break the mesh, by path from the home folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** The lab as another seed draws it: its faults, and the names and addresses of its cluster. */
export function redraw(setup: SessionSetup, { ids, book }: LabDraw, seed: number): SessionSetup {
  const { steps, files } = drawFaults(book, { ids, seed });
  return {
    ...setup,
    seed,
    files: { ...setup.files, ...files },
    steps: setup.steps?.map((step) => {
      const drawn = steps.get(step.id);
      if (!drawn) return step;
      const { check, hints, solution } = drawn;
      return { ...step, check, hints, commands: solution };
    }),
  };
}

/** Faults of as many groups as there are steps, so that none hides another. The same seed draws the same. */
export function drawFaults(
  { faults, groups }: Faults,
  { ids, seed }: { ids: readonly string[]; seed: number },
): Drawn {
  const next = chance(seed);
  const chosen = shuffled(Object.keys(groups), next).slice(0, ids.length);
  if (chosen.length < ids.length) {
    throw new Error(`il faut ${ids.length} groupes de pannes : il y en a ${chosen.length}.`);
  }
  const files: Record<string, string> = {};
  const steps = new Map<string, DrawnStep>();
  for (const [at, group] of chosen.entries()) {
    const [fault] = shuffled(
      faults.filter((one) => one.group === group),
      next,
    );
    const id = ids[at];
    if (id === undefined || !fault) continue;
    const script = `${id}.sh`;
    files[script] = scriptOf(fault);
    steps.set(id, stepOf(fault, groups[group], script));
  }
  return { steps, files };
}

function stepOf(
  { hint, solution }: Fault,
  group: Faults['groups'][string] | undefined,
  script: string,
): DrawnStep {
  const isBroken = { any: waysToRun(script) };
  const check = group?.check ?? { all: [] };
  return {
    check: {
      all: [
        { ...isBroken, say: `La panne n’est pas encore en place : sh ~/${script}.` },
        { ...check, say: group?.symptom },
      ],
    },
    hints: [{ when: { all: [isBroken, { not: check }] }, text: hint }],
    solution: [`sh ~/${script}`, ...solution],
  };
}

function waysToRun(script: string) {
  return ['sh', 'bash'].flatMap((program) =>
    [`/home/apprenant/${script}`, script, `./${script}`].map((path) => ({
      ran: { program, words: [path], exitCode: 0 },
    })),
  );
}

/** Time for what it changes to reach the proxies, so that nobody repairs a mesh that still works. */
const settleSeconds = 30;

function scriptOf({ break: lines }: Fault): string {
  return `# Casse le mesh. Lire ce fichier, c'est lire la réponse.
{
${lines.join('\n')}
} > /dev/null || exit 1
sleep ${settleSeconds}
echo "La panne est en place."
`;
}

function shuffled<T>(items: readonly T[], next: () => number): T[] {
  return items
    .map((item) => ({ item, rank: next() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

/** Mulberry32: 32 bits of state, numbers in [0, 1). */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
