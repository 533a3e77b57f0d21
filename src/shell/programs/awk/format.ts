import { exponential, fixed, general, wholeDigits } from './decimal.ts';
import { AwkFatal, fatal, notSimulated } from './problems.ts';
import {
  infiniteText,
  lengthOf,
  sliceOf,
  toNumber,
  toText,
  UserInput,
  type Value,
  type WriteNumber,
} from './values.ts';

interface Spec {
  isLeft: boolean;
  isZero: boolean;
  isAlternate: boolean;
  sign: string;
  width: number;
  precision: number | undefined;
}

const conversion =
  /^%(?:(\d+)\$)?([-+ #0']*)(?:(\d+)|(\*)(?:(\d+)\$)?)?(?:(\.)(?:(-?\d+)|(\*)(?:(\d+)\$)?)?)?((?:h|j|l|L|t|z)*)(.)?/su;

const mostWidth = 1_000_000;

/** The numbers of CONVFMT and OFMT. */
export function numberWriter(format: string): WriteNumber {
  const usual = /^%\.(\d{1,2})g$/u.exec(format)?.[1];
  if (usual !== undefined) {
    const digits = Number(usual);
    return (value) =>
      value < 0 ? `-${general(-value, digits, false)}` : general(value, digits, false);
  }
  return (value) => formatText(format, [value], (one) => generalText(one, 6));
}

function generalText(value: number, digits: number): string {
  return value < 0 ? `-${general(-value, digits, false)}` : general(value, digits, false);
}

/** As format_tree of gawk 5.2: what is no conversion stays as it stands. */
export function formatText(format: string, args: readonly Value[], write: WriteNumber): string {
  let result = '';
  let used = 0;
  let hasPlaces = false;
  const next = (at: number, place: string | undefined): Value => {
    if (place === undefined ? hasPlaces : used > 0)
      fatal("must use `count$' on all formats or none");
    if (place === undefined) {
      used += 1;
      if (used > args.length) throw ranOut(format, at);
      return args[used - 1];
    }
    hasPlaces = true;
    const index = Number(place);
    if (index === 0) fatal("argument index with `$' must be > 0");
    if (index > args.length)
      fatal(`argument index ${index} greater than total number of supplied arguments`);
    return args[index - 1];
  };
  for (let at = 0; at < format.length;) {
    const percent = format.indexOf('%', at);
    if (percent < 0) return result + format.slice(at);
    result += format.slice(at, percent);
    const found = conversion.exec(format.slice(percent));
    const whole = found?.[0] ?? '%';
    const [, place, flags = '', width, star, starPlace, , precision, star2, star2Place] =
      found ?? [];
    const [modifiers = '', letter = ''] = found?.slice(10) ?? [];
    at = percent + whole.length;
    const end = percent + whole.length - 1;
    const given =
      star === undefined ? Number(width ?? 0) : Math.trunc(toNumber(next(end, starPlace)));
    const exact =
      star2 === undefined ? precision : String(Math.trunc(toNumber(next(end, star2Place))));
    if (!isConversion(letter, modifiers)) {
      result += whole;
      continue;
    }
    if (letter === '%') {
      result += '%';
      continue;
    }
    const hasPrecision = found?.[6] !== undefined;
    const digits = hasPrecision ? Number(exact ?? 0) : undefined;
    result += convert(letter, next(end, place), write, {
      isLeft: flags.includes('-') || given < 0,
      isZero: flags.includes('0'),
      isAlternate: flags.includes('#'),
      sign: /[+ ]/u.exec(flags)?.[0] ?? '',
      width: Math.min(Math.abs(given), mostWidth),
      precision: digits === undefined || digits < 0 ? undefined : Math.min(digits, mostWidth),
    });
  }
  return result;
}

function isConversion(letter: string, modifiers: string): boolean {
  const isOnce = new Set(modifiers).size === modifiers.length;
  return letter !== '' && isOnce && 'diouxXcseEfFgGaA%'.includes(letter);
}

function ranOut(format: string, at: number): AwkFatal {
  return new AwkFatal(
    `fatal: not enough arguments to satisfy format string\n\t\`${format}'\n\t${' '.repeat(at)}^ ran out for this one`,
  );
}

function convert(letter: string, value: Value, write: WriteNumber, spec: Spec): string {
  if (letter === 'c') return character(value, spec);
  if (letter === 's') {
    const text = toText(value, write);
    const { precision } = spec;
    return pad(precision === undefined ? text : sliceOf(text, 0, precision), spec);
  }
  const number = toNumber(value);
  if (!Number.isFinite(number)) return infinite(number, letter, spec);
  if (letter === 'd' || letter === 'i') return whole(Math.trunc(number), spec);
  if ('ouxX'.includes(letter)) return unsigned(letter, number, spec);
  return float(letter, number, spec);
}

/** Numbers that are none are never filled. */
function infinite(value: number, letter: string, { sign }: Spec): string {
  const text = infiniteText(value);
  const shown = 'FGEAX'.includes(letter) ? text.toUpperCase() : text;
  return sign === '' ? shown : shown;
}

function character(value: Value, spec: Spec): string {
  const code =
    typeof value === 'number' ? value : value instanceof UserInput ? value.number : undefined;
  if (code === undefined) return pad(sliceOf(toText(value, String), 0, 1) || '\0', spec);
  const point = Number(BigInt.asUintN(32, BigInt(Math.trunc(Number.isFinite(code) ? code : 0))));
  const isLetter = point < 0x11_0000 && (point < 0xd800 || point > 0xdfff);
  if (!isLetter) notSimulated('« %c » d’un nombre qui n’est celui d’aucune lettre');
  const letter = String.fromCodePoint(point);
  // Its width counts bytes.
  const bytes = new TextEncoder().encode(letter).length;
  return pad(letter, { ...spec, width: spec.width - bytes + 1 });
}

function pad(text: string, { isLeft, width }: Spec, by = ' '): string {
  const missing = width - lengthOf(text);
  if (missing <= 0) return text;
  return isLeft ? text + ' '.repeat(missing) : by.repeat(missing) + text;
}

/** Zeros go between the sign and the digits. */
function padNumber(sign: string, digits: string, spec: Spec, isZero: boolean): string {
  if (!isZero || spec.isLeft) return pad(sign + digits, spec);
  return sign + digits.padStart(spec.width - sign.length, '0');
}

function whole(value: number, spec: Spec): string {
  const { precision } = spec;
  if (precision === 0 && value === 0) return pad('', spec);
  const digits = wholeDigits(Math.abs(value)).padStart(precision ?? 0, '0');
  const sign = value < 0 ? '-' : spec.sign;
  return padNumber(sign, digits, spec, spec.isZero && precision === undefined);
}

const most = 2 ** 64;

function unsigned(letter: string, given: number, spec: Spec): string {
  const { precision, isAlternate } = spec;
  if (!isAlternate && precision === 0 && given === 0) return pad('', spec);
  const value = Math.trunc(given);
  // Out of the range of 64 bits, `%g` is used.
  if (value >= most || value < -most / 2) return float('g', given, spec);
  const bits = BigInt.asUintN(64, BigInt(value));
  const base = letter === 'o' ? 8 : letter === 'u' ? 10 : 16;
  const shown = bits.toString(base).padStart(precision ?? 0, '0');
  const digits = letter === 'X' ? shown.toUpperCase() : shown;
  const isZero = spec.isZero && precision === undefined && !spec.isLeft;
  if (!isAlternate || given === 0 || base === 10) return padNumber('', digits, spec, isZero);
  if (base === 8) return padNumber('', `0${digits}`, spec, isZero);
  return padNumber(`0${letter}`, digits, spec, isZero);
}

function float(letter: string, value: number, spec: Spec): string {
  const isNegative = value < 0 || Object.is(value, -0);
  const sign = isNegative ? '-' : spec.sign;
  const digits = floatDigits(letter.toLowerCase(), Math.abs(value), spec);
  const isUpper = letter !== 'F' && letter === letter.toUpperCase();
  return padNumber(sign, isUpper ? digits.toUpperCase() : digits, spec, spec.isZero);
}

function floatDigits(letter: string, size: number, { precision, isAlternate }: Spec): string {
  const digits = precision ?? 6;
  const withPoint = (text: string): string =>
    isAlternate && !text.includes('.') ? text.replace(/(?=e|$)/u, '.') : text;
  if (letter === 'f') return withPoint(fixed(size, digits));
  if (letter === 'e') return withPoint(exponential(size, digits));
  if (letter === 'g') return withPoint(general(size, digits, isAlternate));
  throw new AwkFatal('maillage: « %a » n’est pas simulé dans ce cours');
}
