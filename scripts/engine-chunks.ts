import type { Rolldown } from 'vite';

/**
 * What is loaded later, whole, when any of it is asked for: each with all that it imports, and that neither was there
 * from the start nor is in one above. One file weighs an eighth less than its parts, which compress alone, and costs one
 * request. The first are what every lab uses; what meshes share comes before them, so that none brings another.
 */
const together = [
  ['engine', /src\/worker\/engine\.ts$/],
  // For what is not plain, or to be written: manifests seldom are, and a mesh brings it.
  ['yaml', /node_modules\/yaml\//],
  [
    'first-line',
    /src\/(shell\/(run\/engine|builtins\/usual)|cluster\/api\/rest\/serve|commands\/(kubectl\/(run-kubectl|writes)|paths\/is-file))\.ts$/,
  ],
  [
    'first-write',
    /src\/(cluster\/api\/request-rules|commands\/kubectl\/(apply|create|delete|label|manifest-loads))\.ts$/,
  ],
  ['generators', /src\/commands\/kubectl\/(create\/generated|generators\/config)\.ts$/],
  ['builtins', /src\/shell\/builtins\/others\.ts$/],
  // What each of these begins with is the most of it, and a mesh's CLI finds pods as they do.
  ['pods', /src\/commands\/kubectl\/(exec|logs|wait)\.ts$/],
  ['images', /src\/workloads\/(curl-images|go-http)\.ts$/],
  ['text-programs', /src\/shell\/programs\/(file-moves|grep)\.ts$/],
  ['jq', /src\/shell\/programs\/jq\/jq\.ts$/],
  ['curl', /src\/commands\/curl\/run-curl\.ts$/],
  [
    'mesh',
    /src\/(mesh\/(?!istio\/|linkerd\/|x509\/(private-key|trust)\.ts)|commands\/(cobra\/|openssl\/x509))/,
  ],
  // Looks at each line for mistakes; those of a mesh, once there is one.
  ['diagnosis', /src\/checks\/diagnostics\/diagnose\.ts$/],
  ['istio-analysis', /src\/checks\/diagnostics\/mesh\.ts$/],
  [
    'istio',
    /src\/(mesh\/istio\/(istio|pilot\/model\/fields|pilot\/validate\/webhook|security\/(authorization|request-authentication)|envoy\/(rbac-engine|jwt-authn))|commands\/istioctl\/(run-istioctl|precheck|install|analyze|proxy-status|describe\/pod|proxy-config\/secret))\.ts$/,
  ],
  // Names of secrets, which admin and analyzers need besides, and no route.
  ['istio-secrets', /src\/mesh\/istio\/(envoy\/secret-names|pilot\/secrets)\.ts$/],
  ['istio-gateway-api', /src\/mesh\/istio\/pilot\/gateway-api\/(convert|controller)\.ts$/],
] as const;

/** What an entry needs at once is one file, whatever else lazy parts share with it: each more costs a request, and compresses worse. */
export function engineChunks(): Rolldown.CodeSplittingOptions {
  return {
    groups: [
      { name: 'entry', tags: ['$initial'] },
      ...together.map(([name, test]) => ({ name, test })),
    ],
  };
}
