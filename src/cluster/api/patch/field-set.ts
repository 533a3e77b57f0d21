/**
 * Sets of field paths in the form in which managedFields carry them (FieldsV1 of structured-merge-diff v6): a tree whose keys
 * are `f:name`, `k:{"name":"a"}`, `v:"x"`. A node without children is in the set; one with children is when it has a `.`.
 * Trees are immutable and shared from write to write: an operation rebuilds only the branches that it changes.
 */
export interface FieldSet {
  readonly [element: string]: FieldSet;
}

export const leaf: FieldSet = Object.freeze({});
export const self = '.';

export function isEmptySet(set: FieldSet): boolean {
  for (const _ in set) return false;
  return true;
}

export function isMember(node: FieldSet): boolean {
  return Object.hasOwn(node, self) || isEmptySet(node);
}

export function child(node: FieldSet, key: string): FieldSet | undefined {
  return Object.hasOwn(node, key) ? node[key] : undefined;
}

/** Keys in the order in which they are written: `.`, then by text. They all have a prefix: none is `__proto__`. */
export function fieldSet(entries: readonly (readonly [string, FieldSet])[]): FieldSet {
  let last = '';
  let isSorted = true;
  for (const [key] of entries) {
    if (key < last) isSorted = false;
    last = key;
  }
  const result: Record<string, FieldSet> = {};
  for (const [key, value] of isSorted ? entries : entries.toSorted(byKey)) result[key] = value;
  return result;
}

function byKey([a]: readonly [string, FieldSet], [b]: readonly [string, FieldSet]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const fieldKeys = new Map<string, string>();

/** `f:name`, the same text each time: names of fields are few. */
export function fieldKey(name: string): string {
  let key = fieldKeys.get(name);
  if (key === undefined) {
    key = `f:${name}`;
    if (fieldKeys.size < 10_000) fieldKeys.set(name, key);
  }
  return key;
}

/** A node that is in the set itself, with these children. */
export function member(children: readonly (readonly [string, FieldSet])[]): FieldSet {
  return children.length === 0 ? leaf : fieldSet([[self, leaf], ...children]);
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmptySet(b)) return a;
  if (isEmptySet(a)) return b;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  if (keys.size === Object.keys(a).length) {
    const same = [...keys].every((key) => {
      const [mine, theirs] = [child(a, key), child(b, key)];
      return theirs === undefined || (mine !== undefined && unionNode(mine, theirs) === mine);
    });
    if (same) return a;
  }
  return fieldSet([...keys].map((key) => [key, unionNode(child(a, key), child(b, key))] as const));
}

function unionNode(a: FieldSet | undefined, b: FieldSet | undefined): FieldSet {
  if (a === undefined || b === undefined || a === b) return a ?? b ?? leaf;
  if (isEmptySet(a) && isEmptySet(b)) return a;
  // A leaf that gets children is still in the set.
  if (isEmptySet(a))
    return Object.hasOwn(b, self) ? b : fieldSet([[self, leaf], ...Object.entries(b)]);
  if (isEmptySet(b))
    return Object.hasOwn(a, self) ? a : fieldSet([[self, leaf], ...Object.entries(a)]);
  return union(a, b);
}

/** What is in `a` and not in `b`; `a` itself when they have nothing in common. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (mine, theirs) => mine && !theirs) ?? leaf;
}

function combine(
  a: FieldSet,
  b: FieldSet,
  keep: (mine: boolean, theirs: boolean) => boolean,
): FieldSet | undefined {
  let changed = false;
  const kept: [string, FieldSet][] = [];
  for (const [key, mine] of Object.entries(a)) {
    if (key === self) continue;
    const theirs = child(b, key);
    const next = theirs === undefined ? mine : node(mine, theirs, keep);
    if (next !== mine) changed = true;
    if (next !== undefined) kept.push([key, next]);
  }
  if (!changed) return a;
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function node(
  mine: FieldSet,
  theirs: FieldSet,
  keep: (mine: boolean, theirs: boolean) => boolean,
): FieldSet | undefined {
  const wasIn = isMember(mine);
  const isIn = keep(wasIn, isMember(theirs));
  const inner = isEmptySet(mine) ? mine : combine(mine, theirs, keep);
  const children = inner === undefined ? [] : Object.entries(inner).filter(([key]) => key !== self);
  if (children.length === 0) return isIn ? leaf : undefined;
  if (isIn === wasIn && inner === mine) return mine;
  return isIn ? member(children) : Object.fromEntries(children);
}
