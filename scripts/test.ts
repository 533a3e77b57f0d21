import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { build } from './build.ts';
import { runChecks } from './check.ts';
import { findChromium } from './chromium.ts';
import { ensureGrammalecte } from './grammalecte.ts';

interface Count {
  passed: number;
  failed: number;
}

const reportFile = (name: string) => `node_modules/.cache/maillage/${name}.json`;

function ok(isOk: boolean): Count {
  return isOk ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function readReport(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(reportFile(name), 'utf8'));
}

/** Runs one project of Vitest. A test that did not run counts as failed: nothing is skipped in silence. */
function vitest(project: string): Count {
  rmSync(reportFile(project), { force: true });
  const args = ['vitest', 'run', '--project', project, '--reporter=default', '--reporter=json'];
  spawnSync('npx', [...args, `--outputFile.json=${reportFile(project)}`], { stdio: 'inherit' });
  const { numPassedTests = 0, numTotalTests = 0 } = readReport(project);
  const passed = Number(numPassedTests);
  return { passed, failed: Math.max(Number(numTotalTests) - passed, passed === 0 ? 1 : 0) };
}

function playwright(): Count {
  rmSync(reportFile('e2e'), { force: true });
  spawnSync('npx', ['playwright', 'test', '--reporter=list,json'], {
    stdio: 'inherit',
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile('e2e') },
  });
  const { stats } = readReport('e2e');
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = Object(stats);
  return { passed: expected, failed: unexpected + flaky + skipped };
}

/** A step whose own report is missing or unreadable has failed; the others still run. */
function counted(name: string, step: () => Count): Count {
  console.log(`\n— ${name}`);
  try {
    return step();
  } catch (error) {
    console.error(error);
    return ok(false);
  }
}

ensureGrammalecte();
const checks = await runChecks();
const browser = counted('navigateur', () => {
  console.log(findChromium());
  return ok(true);
});
const counts: Count[] = [
  ...checks.map((check) => ok(check.ok)),
  browser,
  counted('unités', () => vitest('unit')),
  counted('kubectl réel', () => vitest('parity')),
  counted('moteur', () => vitest('engine')),
  counted('construction', () => ok(build())),
  counted('site construit', () => vitest('site')),
  counted('navigateur', playwright),
];
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
