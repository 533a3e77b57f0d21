import { openBench, type Case } from '../tests/parity/bench.ts';
import { changing } from '../tests/parity/cases/changing.ts';
import { reading } from '../tests/parity/cases/reading.ts';
import { comparable } from '../tests/parity/normalise.ts';
import type { StateName } from '../tests/parity/states.ts';
import { states } from '../tests/parity/states.ts';

/** Runs the lines of the parity tests that match, and shows where ours and the real one part. */
const [wanted = '.', onlyState = ''] = process.argv.slice(2);
const pattern = new RegExp(wanted);
let [same, different] = [0, 0];
for (const state of Object.keys(states) as StateName[]) {
  if (onlyState && state !== onlyState) continue;
  const here = [...reading, ...changing].filter(
    ([name, { line, stdin }]) => name === state && pattern.test(`${line} ${stdin ?? ''}`),
  );
  if (here.length === 0) continue;
  const bench = await openBench(state);
  for (const [, oneCase] of here) await compare(state, oneCase);
  await bench.close();

  async function compare(name: StateName, oneCase: Case): Promise<void> {
    const { expected, actual } = comparable(await bench.run(oneCase), oneCase);
    if (JSON.stringify(expected) === JSON.stringify(actual)) {
      same += 1;
      return;
    }
    different += 1;
    console.log(
      `\n✗ ${name}: ${oneCase.line}${oneCase.stdin === undefined ? '' : ` < ${JSON.stringify(oneCase.stdin)}`}`,
    );
    show('stdout', expected.stdout, actual.stdout);
    show('stderr', expected.stderr, actual.stderr);
    if (expected.exitCode !== actual.exitCode)
      console.log(`  code: real ${expected.exitCode}, ours ${actual.exitCode}`);
  }
}
console.log(`\n${same} same, ${different} different`);
process.exit(0);

function show(name: string, expected: string, actual: string): void {
  if (expected === actual) return;
  const [real, ours] = [expected.split('\n'), actual.split('\n')];
  const at = real.findIndex((line, index) => line !== ours[index]);
  const first = at === -1 ? real.length : at;
  console.log(`  ${name}, line ${first + 1} of ${real.length}/${ours.length}`);
  console.log(`    real: ${JSON.stringify(real.slice(first, first + 2).join('⏎')).slice(0, 300)}`);
  console.log(`    ours: ${JSON.stringify(ours.slice(first, first + 2).join('⏎')).slice(0, 300)}`);
}
