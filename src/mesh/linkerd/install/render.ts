import { stringify } from 'yaml';
import type { Manifest } from './manifest.ts';

/** Objects as one text of YAML, each after a line `---`: what `kubectl apply -f -` reads. */
export function renderManifests(manifests: readonly Manifest[]): string {
  return manifests.map((manifest) => `---\n${renderOne(manifest)}`).join('');
}

function renderOne(manifest: Manifest): string {
  return stringify(manifest, { lineWidth: 0, indentSeq: false, aliasDuplicateObjects: false });
}
