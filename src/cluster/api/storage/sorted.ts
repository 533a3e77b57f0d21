/** Arrays of strings kept in order of code unit, which is byte order for the names that Kubernetes allows. */

/** Where `key` is, or where it would go. */
function placeOf(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = sorted[middle];
    if (at !== undefined && at < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function insertSorted(sorted: string[], key: string): void {
  const last = sorted.at(-1);
  if (last === undefined || last < key) {
    sorted.push(key);
    return;
  }
  const at = placeOf(sorted, key);
  if (sorted[at] !== key) sorted.splice(at, 0, key);
}

export function removeSorted(sorted: string[], key: string): void {
  const at = placeOf(sorted, key);
  if (sorted[at] === key) sorted.splice(at, 1);
}
