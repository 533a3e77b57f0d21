import { istioCrds } from '#mesh/istio/install/crds.ts';
import { crds as linkerdCrds } from '#mesh/linkerd/install/crds.ts';
import type { KindCoverage } from './_coverage.ts';

/** What runs, and not what installs it. */
const actingSources = Object.values(
  import.meta.glob<string>(
    [
      '/src/mesh/**/*.ts',
      '!/src/mesh/**/install/**',
      '!/src/mesh/**/testdata/**',
      '!/src/mesh/**/*.test.ts',
    ],
    { query: '?raw', import: 'default', eager: true },
  ),
).join('\n');

interface Definition {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string }[];
  };
}

/** The kinds that the installations of the meshes define. */
export function meshKindCoverage(): KindCoverage[] {
  const manifests: readonly object[] = [...istioCrds(), ...linkerdCrds({}, 'linkerd')];
  return manifests
    .filter(isDefinition)
    .map(({ metadata: { name }, spec: { group, names, versions } }) => ({
      kind: names.kind,
      group,
      versions: versions.map((version) => version.name),
      hasBehaviour: actingSources.includes(`'${name}'`),
    }));
}

function isDefinition(manifest: object): manifest is Definition {
  return 'kind' in manifest && manifest.kind === 'CustomResourceDefinition';
}
