/** A number that is not negative, with so many digits. Of a tie C takes the even digit, where JavaScript goes up. */
export function roundHalfEven(
  value: number,
  digits: number,
  write: 'toFixed' | 'toExponential',
): string {
  const [more = '', power] = value[write](Math.min(digits + 30, 100)).split('e');
  const [, even] = /^(.*[02468])\.?50{29}$/u.exec(more) ?? [];
  if (even === undefined) return value[write](digits);
  return power === undefined ? even : `${even}e${power}`;
}
