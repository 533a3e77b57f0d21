import type { Rolldown } from 'vite';

/** What is loaded later, whole: each with all that it imports and that was not there from the start. */
const together = [
  ['api-server', /src\/cluster\/api\/rest\/serve\.ts$/],
  ['istio-validation', /src\/mesh\/istio\/pilot\/validate\/webhook\.ts$/],
  ['kubectl', /src\/commands\/kubectl\/run-kubectl\.ts$/],
] as const;

/**
 * All that an entry needs at once in one file, whatever else lazy parts share with it: many small files would cost a
 * request each, and compress worse.
 */
export function engineChunks(): Rolldown.CodeSplittingOptions {
  return {
    groups: [
      { name: 'engine', tags: ['$initial'] },
      ...together.map(([name, test]) => ({ name, test })),
    ],
  };
}
