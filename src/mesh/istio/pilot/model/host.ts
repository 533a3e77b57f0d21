/** Host names as Istio compares them: pkg/config/host/name.go (v1.31). */

export const dnsDomain = 'cluster.local';

export function isWildcard(host: string): boolean {
  return host.startsWith('*');
}

/** Two names that may mean the same host: either may be a wildcard. */
export function hostsMatch(a: string, b: string): boolean {
  if (isWildcard(a) && isWildcard(b)) {
    return a.length < b.length ? b.endsWith(a.slice(1)) : a.endsWith(b.slice(1));
  }
  if (isWildcard(a)) return b.endsWith(a.slice(1));
  if (isWildcard(b)) return a.endsWith(b.slice(1));
  return a === b;
}

/** Whatever matches the first matches the second. */
export function isSubsetOf(a: string, b: string): boolean {
  if (isWildcard(a) && isWildcard(b)) return a.length >= b.length && a.endsWith(b.slice(1));
  if (isWildcard(a)) return false;
  return isWildcard(b) ? a.endsWith(b.slice(1)) : a === b;
}

/** `reviews` in a namespace is its Service there; what has a dot is a full name already. */
export function fullName(host: string, namespace: string): string {
  if (host === '' || host.includes('.') || isWildcard(host)) return host;
  return `${host}.${namespace}.svc.${dnsDomain}`;
}

export function serviceHost(name: string, namespace: string): string {
  return `${name}.${namespace}.svc.${dnsDomain}`;
}

/** The names that both lists mean, the more specific of each pair, in the order of the first. */
export function intersection(a: readonly string[], b: readonly string[]): readonly string[] {
  const common = new Set<string>();
  for (const ours of a) {
    for (const theirs of b) {
      if (isSubsetOf(ours, theirs)) common.add(ours);
      else if (isSubsetOf(theirs, ours)) common.add(theirs);
    }
  }
  return [...common];
}

/** `foo.com` is more specific than `*.com`, which is more than `*`. */
export function moreSpecific(a: string, b: string): number {
  if (isWildcard(a) !== isWildcard(b)) return isWildcard(a) ? 1 : -1;
  return b.length - a.length;
}
