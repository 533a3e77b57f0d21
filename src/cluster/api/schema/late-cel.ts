import { later } from '#process/later.ts';
import type { Schema } from './schema.ts';

/** What evaluates rules in CEL: loaded with the first write that a rule may refuse. */
export const cel = later(() => import('./cel-rules.ts'));

const known = new WeakMap<object, boolean>();

export function hasRules({ source = {} }: Schema): boolean {
  const found = known.get(source) ?? JSON.stringify(source).includes('"x-kubernetes-validations"');
  known.set(source, found);
  return found;
}
