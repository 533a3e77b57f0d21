import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { canonicalJson, safeHash } from './pod-template-hash.ts';

const known = new WeakMap<object, string>();

/** The text that is hashed is the template's canonical JSON, not Go's dump of it: unlike the real one, but as stable. */
export function podTemplateHash(template: IPodTemplateSpec, collisions?: number): string {
  if (collisions !== undefined) return safeHash(canonicalJson(template), collisions);
  const hash = known.get(template) ?? safeHash(canonicalJson(template), undefined);
  known.set(template, hash);
  return hash;
}
