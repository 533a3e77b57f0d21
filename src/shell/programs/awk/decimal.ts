import { roundHalfEven } from '#shell/round-half-even.ts';

/** Doubles as C writes them: exact digits, and a tie goes to the even digit, where JavaScript goes up. */

/** `%.Nf` of a number that is finite and not negative. */
export function fixed(value: number, digits: number): string {
  if (digits > 60 || value >= 1e21) return exactFixed(value, digits);
  return roundHalfEven(value, digits, 'toFixed');
}

/** `%.Ne`, with an exponent of two digits at least. */
export function exponential(value: number, digits: number): string {
  const most = Math.min(digits, 60);
  const text = roundHalfEven(value, most, 'toExponential');
  const [mantissa = '', exponent = '+0'] = text.split('e');
  const zeros = '0'.repeat(digits - most);
  return `${mantissa}${zeros}e${exponent.charAt(0)}${exponent.slice(1).padStart(2, '0')}`;
}

/** `%.Ng`; zeros at the end stay where `keepsZeros`. */
export function general(value: number, digits: number, keepsZeros: boolean): string {
  const precision = digits === 0 ? 1 : digits;
  const text = exponential(value, precision - 1);
  const [mantissa = '', power = '0'] = text.split('e');
  const exponent = Number(power);
  const isFixed = exponent >= -4 && exponent < precision;
  const shown = isFixed ? fixed(value, precision - 1 - exponent) : mantissa;
  const short = keepsZeros || !shown.includes('.') ? shown : shown.replace(/\.?0+$/u, '');
  return isFixed ? short : `${short}e${power}`;
}

/** Any number of digits: the double is a whole number divided by a power of two. */
function exactFixed(value: number, digits: number): string {
  let [mantissa, power] = [value, 0];
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    power += 1;
  }
  const scaled = BigInt(mantissa) * 10n ** BigInt(digits);
  const divisor = 1n << BigInt(power);
  const whole = scaled / divisor;
  const twice = (scaled % divisor) * 2n;
  const isUp = twice > divisor || (twice === divisor && whole % 2n === 1n);
  const text = String(isUp ? whole + 1n : whole).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** A whole number, however large, with all its digits. */
export function wholeDigits(value: number): string {
  return Math.abs(value) < 1e15 ? String(value === 0 ? 0 : value) : BigInt(value).toString();
}
