import type { Rolldown } from 'vite';

/** What is loaded later, whole: each with all that it imports and that was not there from the start. */
const together = [
  ['api-server', /src\/cluster\/api\/rest\/serve\.ts$/],
  ['istio-fields', /src\/mesh\/istio\/pilot\/model\/fields\.ts$/],
  ['istio-gateway-api', /src\/mesh\/istio\/pilot\/gateway-api\/(convert|controller)\.ts$/],
  [
    'istio-policies',
    /src\/mesh\/istio\/(security\/(authorization|request-authentication)|envoy\/(rbac-engine|jwt-authn))\.ts$/,
  ],
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
