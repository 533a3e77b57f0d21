import { report, run, type Run } from './programs.ts';

const astroCheck = ['astro', 'check', '--minimumSeverity', 'warning'];

/**
 * The fast part of the tests, with nothing built and no browser. The linter's own checker takes a quarter of the time that
 * `astro check` takes for the types of TypeScript's files, which leaves to the latter what it alone reads.
 */
export const checks: readonly (readonly [string, readonly string[]])[] = [
  ['types et lint', ['oxlint', '--type-check']],
  ['types des pages', [...astroCheck, '--tsconfig', 'tsconfig.astro.json']],
  ['types sans DOM', ['tsc', '-p', 'tsconfig.worker.json', '--noEmit']],
  ['code mort', ['knip']],
  ['format', ['prettier', '--check', '--cache', '--log-level', 'warn', '.']],
];

/** Runs `checks` two at a time, as the machine has two cores. */
export async function runChecks(): Promise<Run[]> {
  const waiting = [...checks];
  const done: Run[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const result = await run(...next);
      report(result);
      done.push(result);
    }
  };
  await Promise.all([work(), work()]);
  return done;
}

if (import.meta.main) {
  const unit = run('unités', ['vitest', 'run', '--project', 'unit']);
  const results = [...(await runChecks()), await unit];
  report(await unit);
  const total = results.reduce((sum, { seconds }) => Math.max(sum, seconds), 0);
  console.log(
    `${results.every(({ ok }) => ok) ? 'Tout est bon' : 'À corriger'} (${total.toFixed(0)} s).`,
  );
  process.exit(results.every(({ ok }) => ok) ? 0 : 1);
}
