import { openBench, type Bench, type Case } from '../tests/parity/bench.ts';
import { linesIn } from '../tests/parity/cases/compared.ts';
import { drawCases } from '../tests/parity/cases/random.ts';
import { comparable } from '../tests/parity/normalise.ts';
import type { StateName } from '../tests/parity/states.ts';
import { states } from '../tests/parity/states.ts';

/**
 * Shows where ours and the real kubectl part: `parity.ts [PATTERN [STATE]]` for the lines of the tests,
 * `parity.ts --random SEED [COUNT [STATE]]` for lines drawn at random, so many a state.
 */
const [wanted = '.', ...rest] = process.argv.slice(2);
const isRandom = wanted === '--random';
const [seed, count = '40', randomState = ''] = rest;
const onlyState = isRandom ? randomState : (rest[0] ?? '');
const counts = { same: 0, different: 0 };
for (const state of Object.keys(states) as StateName[]) {
  if (onlyState && state !== onlyState) continue;
  const lines = isRandom ? drawCases(state, Number(seed), Number(count)) : listed(state);
  if (lines.length === 0) continue;
  const bench = await openBench(state);
  for (const oneCase of lines) await compare(bench, state, oneCase);
  await bench.close();
}
console.log(`\n${counts.same} same, ${counts.different} different`);
process.exit(0);

function listed(state: StateName): Case[] {
  const pattern = new RegExp(wanted);
  return linesIn(state).filter(({ line, stdin }) => pattern.test(`${line} ${stdin ?? ''}`));
}

async function compare(bench: Bench, state: StateName, oneCase: Case): Promise<void> {
  const { expected, actual } = comparable(await bench.run(oneCase), oneCase);
  if (JSON.stringify(expected) === JSON.stringify(actual)) {
    counts.same += 1;
    return;
  }
  counts.different += 1;
  console.log(
    `\n✗ ${state}: ${oneCase.line}${oneCase.stdin === undefined ? '' : ` < ${JSON.stringify(oneCase.stdin)}`}`,
  );
  show('stdout', expected.stdout, actual.stdout);
  show('stderr', expected.stderr, actual.stderr);
  if (expected.exitCode !== actual.exitCode)
    console.log(`  code: real ${expected.exitCode}, ours ${actual.exitCode}`);
}

function show(name: string, expected: string, actual: string): void {
  if (expected === actual) return;
  const [real, ours] = [expected.split('\n'), actual.split('\n')];
  const at = real.findIndex((line, index) => line !== ours[index]);
  const first = at === -1 ? real.length : at;
  console.log(`  ${name}, line ${first + 1} of ${real.length}/${ours.length}`);
  console.log(`    real: ${JSON.stringify(real.slice(first, first + 2).join('⏎')).slice(0, 300)}`);
  console.log(`    ours: ${JSON.stringify(ours.slice(first, first + 2).join('⏎')).slice(0, 300)}`);
}
