import type { MetadataMatcher, ValueMatcher } from './rbac.ts';
import type { RbacFacts } from './rbac-facts.ts';
import { matchesString } from './string-matcher.ts';

/** True where what a filter found out is as the matcher wants it. */
export function matchesMetadata(
  { filter, path, value }: MetadataMatcher,
  metadata: RbacFacts['metadata'],
): boolean {
  let found: unknown = Object.hasOwn(metadata, filter) ? metadata[filter] : undefined;
  for (const { key } of path) found = memberOf(found, key);
  return found !== undefined && matchesValue(value, found);
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}

function matchesValue(matcher: ValueMatcher, value: unknown): boolean {
  if ('stringMatch' in matcher) {
    return typeof value === 'string' && matchesString(matcher.stringMatch, value);
  }
  if ('listMatch' in matcher) {
    const { oneOf } = matcher.listMatch;
    return Array.isArray(value) && value.some((each) => matchesValue(oneOf, each));
  }
  return matcher.orMatch.valueMatchers.some((each) => matchesValue(each, value));
}
