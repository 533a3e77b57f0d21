/** A value computed when it is first asked for. */
export type Lazy<T> = () => T;

export function lazy<T>(compute: () => T): Lazy<T> {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: compute() };
    return made.value;
  };
}

/** A lazy value that remembers what it is made of. */
export interface Derived<T> {
  readonly inputs: readonly unknown[];
  readonly get: Lazy<T>;
}

/** What was derived before, where nothing that it is made of has changed: snapshots share what stays the same. */
export function derive<T>(
  before: Derived<T> | undefined,
  inputs: readonly unknown[],
  compute: () => T,
): Derived<T> {
  const isSame = before?.inputs.every((input, index) => input === inputs[index]) ?? false;
  return before && isSame ? before : { inputs, get: lazy(compute) };
}

/** A function of one object that computes once for each. */
export function perObject<K extends object, T>(compute: (key: K) => T): (key: K) => T {
  const made = new WeakMap<K, { readonly value: T }>();
  return (key) => {
    const found = made.get(key);
    if (found) return found.value;
    const value = compute(key);
    made.set(key, { value });
    return value;
  };
}

/** Lists by key, in the order of the items. */
export function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
