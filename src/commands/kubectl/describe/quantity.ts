import type { JsonObject } from '#cluster/api/object.ts';
import { isRecord, listAt, recordAt, textAt, textOf } from '#commands/kubectl/json.ts';

/** resource.Quantity: thousandths, and the form it was written in. */
export interface Quantity {
  milli: bigint;
  isBinary: boolean;
}

const zero: Quantity = { milli: 0n, isBinary: false };
const decimal = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const binary = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

function parseQuantity(text: string): Quantity {
  const [, sign = '', whole = '', fraction = '', unit = ''] =
    /^([+-]?)(\d*)(?:\.(\d*))?(.*)$/.exec(text) ?? [];
  const isBinary = unit.endsWith('i');
  const digits = BigInt(`${whole}${fraction}` || '0');
  const scale = 10n ** BigInt(fraction.length);
  let milli: bigint;
  if (isBinary) milli = ceil(digits * 1000n * 1024n ** BigInt(binary.indexOf(unit)), scale);
  else {
    const power = /^[eE]-?\+?\d+$/.test(unit)
      ? Number(unit.slice(1))
      : 3 * (decimal.indexOf(unit) - 3);
    const exponent = power + 3;
    milli =
      exponent >= 0
        ? ceil(digits * 10n ** BigInt(exponent), scale)
        : ceil(digits, scale * 10n ** BigInt(-exponent));
  }
  return { milli: sign === '-' ? -milli : milli, isBinary };
}

function ceil(value: bigint, divisor: bigint): bigint {
  return (value + divisor - 1n) / divisor;
}

/** The canonical text: the largest unit that leaves a whole number. */
export function formatQuantity({ milli, isBinary }: Quantity): string {
  if (milli === 0n) return '0';
  if (isBinary && milli % 1000n === 0n && milli >= 1_024_000n) {
    let [value, unit] = [milli / 1000n, 0];
    for (; value % 1024n === 0n && unit < binary.length - 1; unit++) value /= 1024n;
    return `${value}${binary[unit]}`;
  }
  let [value, unit] = [milli, 2];
  for (; value % 1000n === 0n && unit < decimal.length - 1; unit++) value /= 1000n;
  return `${value}${decimal[unit]}`;
}

export type Amounts = ReadonlyMap<string, Quantity>;

export function amountOf(amounts: Amounts, name: string): Quantity {
  return amounts.get(name) ?? zero;
}

/** A percentage of what there is, cut. */
export function percentOf(part: Quantity, of: Quantity): string {
  return of.milli === 0n ? '0%' : `${(part.milli * 100n) / of.milli}%`;
}

export function sum(all: readonly Amounts[]): Amounts {
  const total = new Map<string, Quantity>();
  for (const amounts of all)
    for (const [name, { milli, isBinary }] of amounts) {
      const before = total.get(name);
      total.set(name, {
        milli: (before?.milli ?? 0n) + milli,
        isBinary: before === undefined || before.milli === 0n ? isBinary : before.isBinary,
      });
    }
  return total;
}

function largest(all: readonly Amounts[]): Amounts {
  const most = new Map<string, Quantity>();
  for (const amounts of all)
    for (const [name, quantity] of amounts)
      if (quantity.milli > (most.get(name)?.milli ?? -1n)) most.set(name, quantity);
  return most;
}

export function amountsIn(record: JsonObject): Amounts {
  return new Map(Object.entries(record).map(([name, text]) => [name, parseQuantity(textOf(text))]));
}

/** component-helpers resource.PodRequests and PodLimits: sidecars run along, other init containers one by one before. */
export function podAmounts(pod: JsonObject, kind: 'requests' | 'limits'): Amounts {
  const of = (container: JsonObject) => amountsIn(recordAt(container, `resources.${kind}`));
  const sidecars: Amounts[] = [];
  const peaks: Amounts[] = [];
  for (const container of listAt(pod, 'spec.initContainers')) {
    if (container['restartPolicy'] === 'Always') sidecars.push(of(container));
    peaks.push(
      sum(container['restartPolicy'] === 'Always' ? sidecars : [of(container), ...sidecars]),
    );
  }
  const running = sum([...listAt(pod, 'spec.containers').map(of), ...sidecars]);
  const most = largest([running, ...peaks]);
  const own = amountsIn(recordAt(pod, `spec.resources.${kind}`));
  const overhead = amountsIn(recordAt(pod, 'spec.overhead'));
  const whole = new Map([...most, ...own]);
  return kind === 'requests' ? sum([whole, overhead]) : whole;
}

/** `requests.cpu` of a container, in divisors, rounded up. */
export function resourceFieldText(reference: JsonObject, container: JsonObject): string {
  const [kind = '', name = ''] = textAt(reference, 'resource').split('.');
  const amounts = recordAt(container, `resources.${kind}`);
  const { milli } = isRecord(amounts) ? parseQuantity(textOf(amounts[name] ?? '0')) : zero;
  const divisor = parseQuantity(textAt(reference, 'divisor') || '1').milli || 1000n;
  return String(ceil(milli, divisor));
}
