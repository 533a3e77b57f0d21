import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What Node has compiled once, its workers do not compile again. */
process.env['NODE_COMPILE_CACHE'] ??= 'node_modules/.cache/maillage/compiled';

/** What Node cannot load by itself: JSX, and modules that a test evaluates again. */
const transformed = ['src/**/*.test.tsx', 'src/session/progress.test.ts'];

/** Beside the code, and not fast: what work costs, what the engine weighs, whole meshes on a learner's machine. */
const slow = [
  'src/**/*-cost.test.ts',
  'src/worker/{istio,linkerd}*.test.ts',
  'tests/architecture/engine-*.test.ts',
];

/** Files that take minutes, the longest first. A machine that never ran them knows their sizes only, which are small. */
const longest = ['kubectl', 'changing-lines', 'random'].map(
  (name) => `tests/parity/${name}.test.ts`,
);

/** Begins with them within their project: what is short goes beside them. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const projects = [...new Set(sorted.map(({ project }) => project))];
    const rank = ({ project, moduleId }: TestSpecification): number => {
      const place = longest.findIndex((path) => moduleId.endsWith(path));
      const within = place === -1 ? longest.length : place;
      return projects.indexOf(project) * (longest.length + 1) + within;
    };
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'src/**/*.test.ts',
            'scripts/**/*.test.ts',
            'tests/{content,architecture}/**/*.test.ts',
          ],
          exclude: [...configDefaults.exclude, ...slow, ...transformed],
          setupFiles: ['tests/support/one-chance.ts'],
          // Half of the time went in loading the same modules for each file: they keep nothing that a test could see.
          isolate: false,
          // Node strips the types itself, as it does for our scripts; Vite's form of a module runs slower, a third of the whole.
          experimental: { viteModuleRunner: false, nodeLoader: false },
          // Most of what tests make is soon garbage: young objects get room to die in.
          execArgv: ['--max-semi-space-size=64'],
          // The tests are fast; a machine that also does something else may not be.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'transformed',
          include: transformed,
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
