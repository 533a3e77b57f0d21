import { parseQuantity } from '#cluster/api/schema/quantity.ts';

/** A quantity as a number for sums and comparisons, as the scheduler counts: CPU in thousandths, anything else in units. */
export function amountOf(resource: string, quantity: string | number | undefined): number {
  const nano = Number(parseQuantity(quantity ?? 0)?.nano ?? 0n);
  return Math.ceil(nano / (resource === 'cpu' ? 1e6 : 1e9));
}
