import { defineConfig, type OxlintOverride } from 'oxlint';

/** Which folders of src/ a folder may import. Read it as the architecture. */
const mayImport: Record<string, string[]> = {
  schemas: [],
  course: ['schemas'],
  // build: content -> page
  markdown: ['course', 'schemas'],
  // the coverage page reads the tables of the engine, at build
  pages: [
    'layouts',
    'components',
    'islands',
    'course',
    'schemas',
    // and the checks of labs, as a script for a real cluster
    'checks',
    'commands',
    'cluster',
    'mesh',
    'workloads',
    'shell',
  ],
  layouts: ['components', 'course', 'schemas', 'styles'],
  components: ['islands', 'session', 'course', 'schemas'],
  // run: key -> terminal -> session
  islands: ['session', 'terminal', 'course', 'schemas'],
  terminal: [],
  session: ['course', 'schemas'],
  // run, in an LMS: what the page keeps -> LMS
  sco: ['course', 'schemas'],
  // run, in the worker: session -> shell -> command -> cluster
  worker: ['shell', 'checks', 'commands', 'mesh', 'workloads', 'cluster', 'process', 'schemas'],
  shell: ['commands', 'process'],
  // What is usually wrong with a mesh is found by its own analyzers.
  checks: ['cluster', 'mesh', 'schemas'],
  // istioctl and linkerd are built from packages of their control planes, as the real ones are.
  commands: ['cluster', 'mesh', 'process'],
  mesh: ['cluster', 'workloads', 'process'],
  workloads: ['cluster', 'process'],
  cluster: ['process'],
  process: [],
};

/** The one folder that may import a library. */
const ownerOf: Record<string, string> = {
  '@xterm/*': 'terminal',
  nanostores: 'session',
  mqtt: 'session',
  '@noble/ed25519': 'course',
  uqr: 'islands',
  shiki: 'markdown',
  satteri: 'markdown',
  unbash: 'shell',
  'just-bash': 'shell',
};

const boundaries = Object.entries(mayImport).map(([folder, allowed]): OxlintOverride => ({
  files: [`src/${folder}/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: [
              '#*/**',
              `!#${folder}/**`,
              ...allowed.map((name) => `!#${name}/**`),
              // The page knows the worker by its address only.
              ...(folder === 'session' ? ['!#worker/main.ts*'] : []),
            ],
            message: `src/${folder} may import only: ${allowed.join(', ') || 'nothing of ours'}.`,
          },
          ...Object.entries(ownerOf)
            .filter(([, owner]) => owner !== folder)
            .map(([library, owner]) => ({
              group: [library],
              message: `Only src/${owner} may import ${library}.`,
            })),
        ],
      },
    ],
  },
}));

export default defineConfig({
  plugins: ['typescript', 'import', 'react', 'jsx-a11y', 'promise', 'unicorn', 'vitest'],
  categories: { correctness: 'error' },
  options: { typeAware: true },
  rules: {
    'import/no-cycle': 'error',
    'import/no-relative-parent-imports': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'unicorn/filename-case': ['error', { cases: { kebabCase: true, pascalCase: true } }],
    'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    'max-params': ['error', { max: 4 }],
    'max-depth': ['error', 4],
    'vitest/no-focused-tests': 'error',
    'vitest/no-disabled-tests': 'error',
  },
  overrides: [
    ...boundaries,
    {
      files: ['src/{schemas,course,process,cluster,workloads,mesh,checks,commands,shell}/**'],
      rules: {
        'no-restricted-globals': ['error', 'setTimeout', 'setInterval', 'localStorage'],
        'no-restricted-properties': [
          'error',
          { object: 'Date', property: 'now', message: 'Time is a parameter here.' },
          { object: 'Math', property: 'random', message: 'Chance is a seeded parameter here.' },
        ],
      },
    },
    {
      files: ['src/{pages,layouts,components,islands,terminal,markdown}/**'],
      rules: { 'no-restricted-globals': ['error', 'localStorage', 'sessionStorage'] },
    },
    {
      files: ['**/*.test.ts', '**/*.test.tsx', 'tests/**', 'scripts/**'],
      rules: {
        'max-lines': 'off',
        'max-lines-per-function': 'off',
        'import/no-relative-parent-imports': 'off',
      },
    },
  ],
});
