import { print } from '#shell/environment.ts';
import { decodeEscapes } from '#shell/expand/escapes.ts';
import { quoteWord, quoteValue } from '#shell/expand/quote.ts';
import { formatTime } from '#shell/format-time.ts';
import { roundHalfEven } from '#shell/round-half-even.ts';
import { isName, splitReference } from '#shell/variables.ts';
import { parseOptions, refuse, report, type Builtin } from './builtin.ts';

export const printf: Builtin = async (sh, argv) => {
  const options = await parseOptions(sh, argv, 'v:');
  if (!options) return 2;
  const [format, ...args] = options.rest;
  if (format === undefined) return refuse(sh, argv, 'usage').then(() => 2);
  const problems: string[] = [];
  const text = formatText(format, args, {
    now: sh.host.time.now(),
    started: sh.started,
    complain: (reason) => void problems.push(reason),
    limit: sh.host.limits.text,
  });
  const variable = options.values.get('v');
  if (variable === undefined) await print(sh, text);
  else if (!isName(splitReference(variable)[0])) {
    await report(sh, argv, `\`${variable}': not a valid identifier`);
    return 2;
  } else sh.variables.set(variable, text);
  for (const reason of problems) await report(sh, argv, reason);
  return problems.length > 0 ? 1 : 0;
};

interface FormatOptions {
  now: number;
  started: number;
  complain: (reason: string) => void;
  limit: number;
}

const conversion =
  /%(?:%|([-+ #0']*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:[hlLjzt]*)(?:\(([^)]*)\)T|([a-zA-Z])|(.)|$))|\\c|[^%\\]+|\\(?:[0-7]{1,3}|x[\dA-Fa-f]{1,2}|u[\dA-Fa-f]{1,4}|U[\dA-Fa-f]{1,8}|[^])|\\|%/gsu;

interface Spec {
  flags: string;
  width: number;
  precision: number | undefined;
}

/** A format and its arguments, as the printf of bash 5.2: the format is used again while arguments are left. */
function formatText(format: string, args: readonly string[], options: FormatOptions): string {
  const formatter = new Formatter(args, options);
  do {
    const before = formatter.used;
    formatter.run(format);
    if (formatter.isCut || formatter.used === before) break;
  } while (formatter.used < args.length && formatter.text.length < options.limit);
  return formatter.text;
}

class Formatter {
  text = '';
  used = 0;
  isCut = false;
  private readonly args: readonly string[];
  private readonly options: FormatOptions;

  constructor(args: readonly string[], options: FormatOptions) {
    this.args = args;
    this.options = options;
  }

  run(format: string): void {
    for (const match of format.matchAll(conversion)) {
      if (this.isCut) return;
      const [whole] = match;
      if (whole === '%%') this.text += '%';
      else if (whole.startsWith('%')) this.convert(match);
      else if (whole === '\\c') this.isCut = true;
      else this.text += whole.startsWith('\\') ? decodeEscapes(whole, 'plain').text : whole;
    }
  }

  private next(): string | undefined {
    const arg = this.args[this.used];
    this.used += 1;
    return arg;
  }

  private convert([
    whole,
    flags = '',
    width,
    precision,
    timeFormat,
    letter,
    wrong,
  ]: RegExpMatchArray): void {
    const spec = this.spec(flags, width, precision);
    if (timeFormat !== undefined) {
      this.text += pad(this.time(timeFormat), spec);
      return;
    }
    if (letter === undefined) {
      const shown = wrong ?? '';
      this.options.complain(
        shown === ''
          ? `\`${whole}': missing format character`
          : `\`${shown}': invalid format character`,
      );
      this.isCut = true;
      return;
    }
    this.one(letter, spec);
  }

  private spec(flags: string, width: string | undefined, precision: string | undefined): Spec {
    let all = flags;
    let wide = width === '*' ? Number.parseInt(this.next() ?? '0', 10) || 0 : Number(width ?? 0);
    if (wide < 0) {
      all += '-';
      wide = -wide;
    }
    const given = precision === '*' ? (this.next() ?? '0') : precision;
    const exact = given === undefined ? undefined : Number.parseInt(given || '0', 10);
    return {
      flags: all,
      width: Math.min(wide, this.options.limit),
      precision:
        exact !== undefined && exact < 0
          ? undefined
          : exact === undefined
            ? undefined
            : Math.min(exact, this.options.limit),
    };
  }

  private time(format: string): string {
    const arg = this.next();
    const { now, started } = this.options;
    const at =
      arg === undefined || arg === '-1' ? now : arg === '-2' ? started : Number(arg) * 1000;
    return formatTime(at, format || '%H:%M:%S');
  }

  private one(letter: string, spec: Spec): void {
    switch (letter) {
      case 's':
      case 'c':
      case 'q':
      case 'Q':
      case 'b':
        this.text += this.string(letter, spec);
        return;
      case 'd':
      case 'i':
      case 'u':
      case 'o':
      case 'x':
      case 'X':
        this.text += formatInteger(letter, this.integer(this.next()), spec);
        return;
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G':
      case 'a':
      case 'A':
        this.text += formatFloat(letter, this.float(this.next()), spec);
        return;
      default:
        this.options.complain(`\`${letter}': invalid format character`);
        this.isCut = true;
    }
  }

  private string(letter: string, spec: Spec): string {
    let text = this.next() ?? '';
    if (letter === 'c') return pad(Array.from(text)[0] ?? '', spec);
    if (letter === 'q') return pad(quoteWord(text), spec);
    if (letter === 'b') {
      const decoded = decodeEscapes(text, 'both');
      text = decoded.text;
      this.isCut = decoded.isCut;
    }
    const cut =
      spec.precision === undefined ? text : Array.from(text).slice(0, spec.precision).join('');
    return pad(letter === 'Q' ? quoteValue(cut) : cut, spec);
  }

  private integer(text: string | undefined): bigint {
    const source = (text ?? '0').trim();
    if (/^["']/.test(source)) return BigInt(source.codePointAt(1) ?? 0);
    const match = /^([-+]?)(0[xX][\dA-Fa-f]+|0[0-7]*|[1-9]\d*)?/.exec(source);
    const digits = match?.[2];
    if (digits === undefined || match?.[0].length !== source.length) {
      if (text !== undefined) this.options.complain(`${text}: invalid number`);
    }
    const octal = digits !== undefined && /^0[0-7]/.test(digits);
    const value = BigInt(
      digits === undefined || digits === '' ? 0 : octal ? `0o${digits.slice(1)}` : digits,
    );
    return match?.[1] === '-' ? -value : value;
  }

  private float(text: string | undefined): number {
    const source = (text ?? '0').trim();
    if (/^["']/.test(source)) return source.codePointAt(1) ?? 0;
    if (/^[-+]?(?:inf(?:inity)?|nan)$/i.test(source)) {
      return /nan/i.test(source) ? Number.NaN : source.startsWith('-') ? -Infinity : Infinity;
    }
    const value = /^[-+]?(?:0[xX][\dA-Fa-f]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(
      source,
    )?.[0];
    if (value !== source && text !== undefined) this.options.complain(`${text}: invalid number`);
    return value === undefined ? 0 : Number(value);
  }
}

function pad(text: string, { flags, width }: Spec): string {
  const missing = width - Array.from(text).length;
  if (missing <= 0) return text;
  return flags.includes('-') ? text + ' '.repeat(missing) : ' '.repeat(missing) + text;
}

function padNumber(sign: string, digits: string, spec: Spec): string {
  const missing = spec.width - sign.length - digits.length;
  if (missing > 0 && spec.flags.includes('0') && !spec.flags.includes('-')) {
    return sign + '0'.repeat(missing) + digits;
  }
  return pad(sign + digits, spec);
}

const signOf = (isNegative: boolean, flags: string): string =>
  isNegative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';

function formatInteger(letter: string, given: bigint, spec: Spec): string {
  const max = (1n << 63n) - 1n;
  const isSigned = letter === 'd' || letter === 'i';
  let value = given > max && isSigned ? max : given < -max - 1n ? -max - 1n : given;
  if (!isSigned) value = BigInt.asUintN(64, value);
  const base = letter === 'o' ? 8 : letter === 'x' || letter === 'X' ? 16 : 10;
  let digits = (value < 0n ? -value : value).toString(base);
  if (letter === 'X') digits = digits.toUpperCase();
  if (spec.precision !== undefined)
    digits = spec.precision === 0 && value === 0n ? '' : digits.padStart(spec.precision, '0');
  const isAlternate = spec.flags.includes('#') && value !== 0n;
  const prefix =
    !isAlternate || isSigned || letter === 'u' ? '' : letter === 'o' ? '0' : `0${letter}`;
  const flags = spec.precision === undefined ? spec.flags : spec.flags.replaceAll('0', '');
  return padNumber((isSigned ? signOf(value < 0n, spec.flags) : '') + prefix, digits, {
    ...spec,
    flags,
  });
}

function formatFloat(letter: string, value: number, spec: Spec): string {
  const isNegative = value < 0 || Object.is(value, -0);
  const sign = signOf(isNegative, spec.flags);
  const size = Math.abs(value);
  const isUpper = letter === letter.toUpperCase();
  if (!Number.isFinite(size)) {
    const text = Number.isNaN(size) ? 'nan' : 'inf';
    return pad(sign + (isUpper ? text.toUpperCase() : text), spec);
  }
  const precision = Math.min(spec.precision ?? 6, 100);
  const digits = floatDigits(letter.toLowerCase(), size, {
    precision,
    keeps: spec.flags.includes('#'),
  });
  return padNumber(sign, isUpper ? digits.toUpperCase() : digits, spec);
}

function floatDigits(
  letter: string,
  size: number,
  { precision, keeps }: { precision: number; keeps: boolean },
): string {
  if (letter === 'f')
    return size < 1e21
      ? roundHalfEven(size, precision, 'toFixed')
      : BigInt(size).toString() + (precision > 0 ? `.${'0'.repeat(precision)}` : '');
  if (letter === 'e') return exponential(roundHalfEven(size, precision, 'toExponential'));
  const significant = precision || 1;
  const exponent =
    size === 0 ? 0 : Number(roundHalfEven(size, significant - 1, 'toExponential').split('e')[1]);
  const isFixed = exponent >= -4 && exponent < significant;
  const text = isFixed
    ? roundHalfEven(size, significant - 1 - exponent, 'toFixed')
    : exponential(roundHalfEven(size, significant - 1, 'toExponential'));
  if (keeps || !text.includes('.')) return text;
  return text.replace(/\.?0+(?=e|$)/u, '');
}

const exponential = (text: string): string => text.replace(/e([-+])(\d)$/u, 'e$10$2');
