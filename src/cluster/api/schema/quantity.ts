/**
 * apimachinery/pkg/api/resource/quantity.go, v1.35: amounts of CPU, memory and the like. Held as an exact integer of
 * nano-units, with the notation in which it is written back.
 */
export interface Quantity {
  readonly nano: bigint;
  readonly format: 'DecimalSI' | 'BinarySI' | 'DecimalExponent';
}

const binary: readonly [string, bigint][] = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map(
  (suffix, power) => [suffix, 1024n ** BigInt(power)],
);
/** Suffix → power of ten. */
const decimal: readonly [string, number][] = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'].map(
  (suffix, index) => [suffix, index * 3 - 9],
);
const powerOf = new Map(decimal);
const factorOf = new Map(binary.slice(1));
const one = 1_000_000_000n;
const largest = (1n << 63n) - 1n;

const shape = /^([+-]?)(\d+\.?\d*|\.\d+)(?:([eE][+-]?\d+)|(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E)?)$/;

/** Undefined when the text is no quantity. Amounts finer than a nano-unit are rounded up. */
export function parseQuantity(text: string | number): Quantity | undefined {
  const [, sign, digits = '', exponent, suffix = ''] = shape.exec(String(text)) ?? [];
  if (sign === undefined) return undefined;
  const factor = factorOf.get(suffix);
  const power = exponent === undefined ? (powerOf.get(suffix) ?? 0) : Number(exponent.slice(1));
  const nano = clamp(scaled(digits, factor ?? 1n, power));
  return {
    nano: sign === '-' ? -nano : nano,
    format:
      factor !== undefined ? 'BinarySI' : exponent === undefined ? 'DecimalSI' : 'DecimalExponent',
  };
}

function scaled(digits: string, factor: bigint, power: number): bigint {
  const [whole = '', fraction = ''] = digits.split('.');
  const shift = power + 9 - fraction.length;
  const value = BigInt(whole + fraction || '0') * factor;
  if (shift >= 0) return value * 10n ** BigInt(Math.min(shift, 40));
  const divisor = 10n ** BigInt(Math.min(-shift, 400));
  return (value + divisor - 1n) / divisor;
}

function clamp(nano: bigint): bigint {
  return nano > largest * one ? largest * one : nano;
}

/** The canonical text: `0.5` → `500m`, `1024Mi` → `1Gi`. */
export function formatQuantity({ nano, format }: Quantity): string {
  if (nano === 0n) return '0';
  const sign = nano < 0n ? '-' : '';
  const size = nano < 0n ? -nano : nano;
  // Binary suffixes are for whole numbers of at least 1024; the rest is decimal.
  if (format === 'BinarySI' && size >= 1024n * one && size % one === 0n) {
    const whole = size / one;
    const [suffix, factor] = binary.findLast(([, unit]) => whole % unit === 0n) ?? ['', 1n];
    return `${sign}${whole / factor}${suffix}`;
  }
  const [suffix, power] = decimal.findLast(([, unit]) => size % 10n ** BigInt(unit + 9) === 0n) ?? [
    'n',
    -9,
  ];
  const amount = size / 10n ** BigInt(power + 9);
  if (format !== 'DecimalExponent') return `${sign}${amount}${suffix}`;
  return power === 0 ? `${sign}${amount}` : `${sign}${amount}e${power}`;
}

/** As stored: the canonical form of what was written, or itself when it is no quantity. */
export function canonicalQuantity(text: string | number): string {
  const quantity = parseQuantity(text);
  return quantity === undefined ? String(text) : formatQuantity(quantity);
}

export function addQuantity(a: Quantity, b: Quantity): Quantity {
  return { nano: a.nano + b.nano, format: a.nano === 0n ? b.format : a.format };
}

export function subtractQuantity(a: Quantity, b: Quantity): Quantity {
  return { nano: a.nano - b.nano, format: a.nano === 0n ? b.format : a.format };
}

export function compareQuantity(a: Quantity, b: Quantity): -1 | 0 | 1 {
  return a.nano < b.nano ? -1 : a.nano > b.nano ? 1 : 0;
}

/** Thousandths, rounded up: `250m` → 250. What a scheduler counts CPU in. */
export function milliOf(text: string | number): number {
  return Number(ceil(parseQuantity(text)?.nano ?? 0n, 1_000_000n));
}

/** Units, rounded up: `1Ki` → 1024. What a scheduler counts memory in. */
export function unitsOf(text: string | number): number {
  return Number(ceil(parseQuantity(text)?.nano ?? 0n, one));
}

function ceil(value: bigint, by: bigint): bigint {
  return value > 0n ? (value + by - 1n) / by : value / by;
}
