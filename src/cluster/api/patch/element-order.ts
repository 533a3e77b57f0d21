import { isFields } from '#cluster/api/json.ts';

/** apimachinery/pkg/util/strategicpatch/patch.go (v1.35): the order of merged lists. */

/** What tells an element from the others: the value of the merge key, or itself. */
export function identity(item: unknown, key: string | undefined): unknown {
  return key !== undefined && isFields(item) ? item[key] : item;
}

function indexIn(list: readonly unknown[], item: unknown, key: string | undefined): number {
  const wanted = identity(item, key);
  return list.findIndex((other) => identity(other, key) === wanted);
}

/** `items` in the order of `order`; those to delete last. */
export function inOrder(
  items: readonly unknown[],
  order: readonly unknown[],
  key: string | undefined,
): unknown[] {
  const isDeletion = (item: unknown) => isFields(item) && item['$patch'] === 'delete';
  const place = (item: unknown) => {
    const index = indexIn(order, item, key);
    return index < 0 ? order.length : index;
  };
  return [
    ...items.filter((item) => !isDeletion(item)).toSorted((a, b) => place(a) - place(b)),
    ...items.filter(isDeletion),
  ];
}

/** Places what only the server has among what the patch orders, as near as it was to its neighbours. */
export function arrange(
  merged: readonly unknown[],
  patchOrder: readonly unknown[],
  serverOrder: readonly unknown[],
  key: string | undefined,
): unknown[] {
  const isOrdered = (item: unknown) => indexIn(patchOrder, item, key) >= 0;
  const right = inOrder(merged.filter(isOrdered), patchOrder, key);
  const left = inOrder(
    merged.filter((item) => !isOrdered(item)),
    serverOrder,
    key,
  );
  const result: unknown[] = [];
  let i = 0;
  for (const item of right) {
    while (i < left.length && isBefore(left[i], item, serverOrder, key)) result.push(left[i++]);
    result.push(item);
  }
  return [...result, ...left.slice(i)];
}

function isBefore(
  a: unknown,
  b: unknown,
  order: readonly unknown[],
  key: string | undefined,
): boolean {
  const [first, second] = [indexIn(order, a, key), indexIn(order, b, key)];
  return first >= 0 && second >= 0 && first < second;
}
