export const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);

export function power(base: bigint, exponent: bigint): bigint {
  let [result, factor] = [1n, base];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = wrap(result * factor);
    factor = wrap(factor * factor);
  }
  return result;
}

const truth = (value: boolean): bigint => (value ? 1n : 0n);

export const operators: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '&': (a, b) => a & b,
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
  '<': (a, b) => truth(a < b),
  '>': (a, b) => truth(a > b),
  '<=': (a, b) => truth(a <= b),
  '>=': (a, b) => truth(a >= b),
  '<<': (a, b) => a << (b & 63n),
  '>>': (a, b) => a >> (b & 63n),
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

export const prefixes: Readonly<Record<string, (value: bigint) => bigint>> = {
  '+': (value) => value,
  '-': (value) => -value,
  '!': (value) => truth(value === 0n),
  '~': (value) => ~value,
};
