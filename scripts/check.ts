import { availableParallelism } from 'node:os';
import { report, run, type Run } from './programs.ts';

interface Check {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Record<string, string>;
}

const astroCheck = ['astro', 'check', '--minimumSeverity', 'warning'];

/**
 * TypeScript 7 takes a quarter of the time of TypeScript 6, which `astro check` needs. Nothing is kept for the next run: from
 * what it keeps, TypeScript 7.0 passes over files whose imports have changed.
 */
const tsc = ['node', 'node_modules/typescript-7/bin/tsc'];

/** A program in Go that ends in seconds spends a fifth of its time collecting what it could leave. */
const uncollected = { GOGC: 'off' };

/** Reads what has not changed since the last run from its cache in a tenth of the time of the usual one. */
const newPrettier = { PRETTIER_EXPERIMENTAL_CLI: '1' };

/**
 * The fast part of the tests, with nothing built and no browser, for the two cores of the machine. `astro check` reads what it
 * alone can read, and before that it writes the types of the content, which those after it need. Longest first, where no order
 * is needed.
 */
const chains: readonly (readonly Check[])[] = [
  [
    { name: 'types des pages', command: [...astroCheck, '--tsconfig', 'tsconfig.astro.json'] },
    { name: 'types et lint', command: ['oxlint', '--type-check'], env: uncollected },
  ],
  [
    {
      name: 'format',
      command: ['prettier', '--check', '--log-level', 'warn', '.'],
      env: newPrettier,
    },
    { name: 'types sans DOM', command: [...tsc, '-p', 'tsconfig.worker.json'], env: uncollected },
    { name: 'code mort', command: ['knip', '--cache'] },
  ],
];

/** For tests that measure nothing: Vitest may leave no core to others. */
export const onAllCores = `--maxWorkers=${availableParallelism()}`;

/** Runs the chains beside each other. */
export async function runChecks(): Promise<Run[]> {
  return (await Promise.all(chains.map(runChain))).flat();
}

async function runChain(checks: readonly Check[]): Promise<Run[]> {
  const done: Run[] = [];
  for (const { name, command, env } of checks) {
    const result = await run(name, command, env);
    report(result);
    done.push(result);
  }
  return done;
}

if (import.meta.main) {
  const start = performance.now();
  const projects = ['unit', 'transformed'].flatMap((project) => ['--project', project]);
  const unit = run('unités', ['vitest', 'run', ...projects, onAllCores]);
  const results = [...(await runChecks()), await unit];
  report(await unit);
  const total = (performance.now() - start) / 1000;
  console.log(
    `${results.every(({ ok }) => ok) ? 'Tout est bon' : 'À corriger'} (${total.toFixed(0)} s).`,
  );
  process.exit(results.every(({ ok }) => ok) ? 0 : 1);
}
