import { configDefaults, defineConfig } from 'vitest/config';

/** Beside the code, and not fast: what work costs, what the engine weighs, whole meshes on a learner's machine. */
const slow = [
  'src/**/*-cost.test.ts',
  'src/worker/{istio,linkerd}*.test.ts',
  'tests/architecture/engine-*.test.ts',
];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'src/**/*.test.{ts,tsx}',
            'scripts/**/*.test.ts',
            'tests/{content,architecture}/**/*.test.ts',
          ],
          exclude: [...configDefaults.exclude, ...slow],
          setupFiles: ['tests/support/one-chance.ts'],
          // Half of the time went in loading the same modules for each file: they keep nothing that a test could see.
          isolate: false,
          // The tests are fast; a machine that also does something else may not be.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        // The real kubectl, and other real clients, against the simulated cluster; the real bash beside ours.
        test: {
          name: 'parity',
          include: ['tests/{parity,shell}/**/*.test.ts'],
          // Real processes that count by the wall clock; a shared machine may stall for seconds.
          retry: process.env.CI ? 1 : 0,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // The engine under fuzzed lines, damaged manifests, faults and weights.
        test: {
          name: 'engine',
          include: ['tests/{fuzz,faults,engine}/**/*.test.ts', ...slow],
          setupFiles: ['tests/support/one-chance.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // What needs the built site, or minutes.
        test: {
          name: 'site',
          include: ['tests/site/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
