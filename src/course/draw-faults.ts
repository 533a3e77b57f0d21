import type { Fault, Faults } from '#schemas/faults.ts';
import type { Lab } from '#schemas/lab.ts';

type Step = Lab['steps'][number];

export interface Drawn {
  readonly steps: readonly Step[];
  /** The scripts that break the mesh, by path from the home folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** Fills the steps of a lab with faults of as many groups, so that none hides another. The same seed draws the same. */
export function drawFaults(
  steps: readonly Step[],
  { faults, groups }: Faults,
  { ids, seed }: { ids: readonly string[]; seed: number },
): Drawn {
  const next = chance(seed);
  const chosen = shuffled(Object.keys(groups), next).slice(0, ids.length);
  if (chosen.length < ids.length) {
    throw new Error(`il faut ${ids.length} groupes de pannes : il y en a ${chosen.length}.`);
  }
  const files: Record<string, string> = {};
  const drawn = steps.map((step) => {
    const at = ids.indexOf(step.id);
    const group = chosen[at];
    const [fault] = shuffled(
      faults.filter((one) => one.group === group),
      next,
    );
    if (group === undefined || !fault) return step;
    const script = `${step.id}.sh`;
    files[script] = scriptOf(fault);
    return { ...step, ...stepOf(fault, groups[group], script) };
  });
  return { steps: drawn, files };
}

function stepOf(
  { hint, solution }: Fault,
  group: Faults['groups'][string] | undefined,
  script: string,
): Pick<Step, 'check' | 'hints' | 'solution'> {
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
