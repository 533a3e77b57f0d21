import { report, run, type Run } from './programs.ts';

type Check = readonly [name: string, command: readonly string[]];

const astroCheck = ['astro', 'check', '--minimumSeverity', 'warning'];

/**
 * The fast part of the tests, with nothing built and no browser, for the two cores of the machine. The linter's own checker
 * takes a quarter of the time that `astro check` takes for the types of TypeScript's files: the latter reads what it alone can
 * read, and before that it writes the types of the content, which the former needs.
 */
const chains: readonly (readonly Check[])[] = [
  [
    ['types des pages', [...astroCheck, '--tsconfig', 'tsconfig.astro.json']],
    ['types et lint', ['oxlint', '--type-check']],
  ],
  [
    ['types sans DOM', ['tsc', '-p', 'tsconfig.worker.json', '--noEmit']],
    ['code mort', ['knip']],
    ['format', ['prettier', '--check', '--cache', '--log-level', 'warn', '.']],
  ],
];

/** Runs the chains beside each other. */
export async function runChecks(): Promise<Run[]> {
  return (await Promise.all(chains.map(runChain))).flat();
}

async function runChain(checks: readonly Check[]): Promise<Run[]> {
  const done: Run[] = [];
  for (const check of checks) {
    const result = await run(...check);
    report(result);
    done.push(result);
  }
  return done;
}

if (import.meta.main) {
  const start = performance.now();
  const unit = run('unités', ['vitest', 'run', '--project', 'unit']);
  const results = [...(await runChecks()), await unit];
  report(await unit);
  const total = (performance.now() - start) / 1000;
  console.log(
    `${results.every(({ ok }) => ok) ? 'Tout est bon' : 'À corriger'} (${total.toFixed(0)} s).`,
  );
  process.exit(results.every(({ ok }) => ok) ? 0 : 1);
}
