import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { build } from './build.ts';
import { onAllCores, runChecks } from './check.ts';
import { findHeadlessShell } from './chromium.ts';
import { ensureGrammalecte } from './grammalecte.ts';
import { findMosquitto } from './mosquitto.ts';

interface Count {
  passed: number;
  failed: number;
  /** Names, for the last lines of the output: a log of thousands of lines is often cut at its head. */
  failures?: readonly string[];
}

const reportFile = (name: string) => `node_modules/.cache/maillage/${name}.json`;

function ok(name: string, isOk: boolean): Count {
  return isOk ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, failures: [name] };
}

interface Report {
  numPassedTests?: number;
  numTotalTests?: number;
  testResults?: readonly FileResult[];
  stats?: { expected?: number; unexpected?: number; flaky?: number; skipped?: number };
}

function readReport(name: string): Report {
  return JSON.parse(readFileSync(reportFile(name), 'utf8'));
}

/** Runs one project of Vitest. A test that did not run counts as failed: nothing is skipped in silence. */
function vitest(project: string, ...options: readonly string[]): Count {
  rmSync(reportFile(project), { force: true });
  const args = ['vitest', 'run', '--project', project, '--reporter=default', '--reporter=json'];
  spawnSync('npx', [...args, ...options, `--outputFile.json=${reportFile(project)}`], {
    stdio: 'inherit',
  });
  const { numPassedTests = 0, numTotalTests = 0, testResults = [] } = readReport(project);
  const passed = numPassedTests;
  const failed = Math.max(numTotalTests - passed, passed === 0 ? 1 : 0);
  return { passed, failed, failures: failuresOf(testResults) };
}

interface FileResult {
  name: string;
  status: string;
  assertionResults: readonly { fullName: string; status: string }[];
}

function failuresOf(files: readonly FileResult[]): string[] {
  return files
    .filter(({ status }) => status !== 'passed')
    .flatMap(({ name, assertionResults }) => [
      name,
      ...assertionResults.flatMap(({ fullName, status }) =>
        status === 'passed' ? [] : `  ${status}: ${fullName}`,
      ),
    ]);
}

function playwright(): Count {
  rmSync(reportFile('e2e'), { force: true });
  spawnSync('npx', ['playwright', 'test', '--reporter=list,json'], {
    stdio: 'inherit',
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile('e2e') },
  });
  const { stats } = readReport('e2e');
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = stats ?? {};
  if (flaky > 0) console.log(`${flaky} test(s) du navigateur n’ont réussi qu’au second essai.`);
  return { passed: expected + flaky, failed: unexpected + skipped };
}

/** A step whose own report is missing or unreadable has failed; the others still run. */
function counted(name: string, step: () => Count): Count {
  console.log(`\n— ${name}`);
  try {
    return step();
  } catch (error) {
    console.error(error);
    return ok(name, false);
  }
}

ensureGrammalecte();
const checks = await runChecks();
const browser = counted('navigateur', () => {
  console.log(findHeadlessShell());
  return ok('Chromium', true);
});
const broker = counted('broker', () => {
  console.log(findMosquitto());
  return ok('mosquitto', true);
});
const counts: Count[] = [
  ...checks.map((check) => ok(check.name, check.ok)),
  browser,
  broker,
  counted('unités', () => vitest('unit', onAllCores)),
  counted('unités transformées', () => vitest('transformed')),
  counted('kubectl réel', () => vitest('parity', onAllCores)),
  counted('moteur', () => vitest('engine')),
  counted('construction', () => ok('construction', build())),
  counted('site construit', () => vitest('site')),
  counted('navigateur', playwright),
];
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
for (const { failures = [] } of counts) for (const failure of failures) console.log(failure);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
