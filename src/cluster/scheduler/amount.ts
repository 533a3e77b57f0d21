const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A quantity as a number for sums and comparisons, as the scheduler counts: CPU in thousandths, anything else in units. */
export function amountOf(resource: string, quantity: string | number | undefined): number {
  const [, digits = '', exponent = '', suffix = ''] =
    /^([+-]?[\d.]+)(?:e([+-]?\d+))?([a-zA-Z]*)$/.exec(String(quantity ?? 0)) ?? [];
  const value = Number(digits) * 10 ** Number(exponent) * (suffixes[suffix] ?? 1);
  return Math.ceil(resource === 'cpu' ? Math.round(value * 1e6) / 1e3 : value);
}
