import { formatTime } from '#shell/format-time.ts';
import { all, map, map2 } from './code.ts';
import type { Builtin } from './builtins.ts';
import { numberWriter } from './format.ts';
import type { Machine } from './machine.ts';
import { fatal } from './problems.ts';
import { numberOf, toNumber, UserInput, type Value } from './values.ts';

const shown = numberWriter('%.6g');

const ofNumber =
  (compute: (value: number, machine: Machine) => number): Builtin =>
  (compiler, [arg]) =>
    arg
      ? map(compiler.number(arg), (value) => compute(value, compiler.machine))
      : { sync: () => 0 };

/** Functions of whole numbers of 64 bits, of which a double keeps 53. */
const ofBits =
  (name: string, combine: (left: bigint, right: bigint) => bigint): Builtin =>
  (compiler, args) =>
    map(all(args.map((arg) => compiler.number(arg))), (values) => {
      for (const [i, value] of values.entries())
        if (value < 0)
          fatal(
            name.endsWith('shift')
              ? `${name}(${values.map((one) => one.toFixed(6)).join(', ')}): negative values are not allowed`
              : `${name}: argument ${i + 1} negative value ${shown(value)} is not allowed`,
          );
      const [first = 0n, ...rest] = values.map((value) => BigInt(Math.trunc(value)));
      return kept(rest.reduce(combine, first));
    });

/** The low bits that a double can hold. */
function kept(value: bigint): number {
  let bits = BigInt.asUintN(64, value);
  if (bits === 0n) return 0;
  let zeros = 0n;
  while ((bits & 1n) === 0n) {
    bits >>= 1n;
    zeros += 1n;
  }
  return Number(BigInt.asUintN(64, BigInt.asUintN(53, bits) << zeros));
}

export const numberFunctions: Record<string, Builtin> = {
  int: ofNumber(Math.trunc),
  sin: ofNumber(Math.sin),
  cos: ofNumber(Math.cos),
  exp: ofNumber((value, machine) => {
    const result = Math.exp(value);
    const isOut =
      (result === Infinity && value !== Infinity) || (result === 0 && value !== -Infinity);
    if (isOut) machine.warn(`exp: argument ${writeNumber(value)} is out of range`);
    return result;
  }),
  log: ofNumber((value, machine) => {
    if (value < 0) machine.warn(`log: received negative argument ${writeNumber(value)}`);
    return Math.log(value);
  }),
  sqrt: ofNumber((value, machine) => {
    if (value < 0) machine.warn(`sqrt: received negative argument ${writeNumber(value)}`);
    return Math.sqrt(value);
  }),
  atan2: (compiler, [y, x]) =>
    y && x ? map2(compiler.number(y), compiler.number(x), Math.atan2) : { sync: () => 0 },
  rand: ({ machine }) => ({ sync: () => machine.random.fraction() }),
  srand: (compiler, [arg]) => {
    const { machine } = compiler;
    const seed = arg
      ? compiler.number(arg)
      : { sync: () => Math.floor(machine.process.time.now() / 1000) };
    return map(seed, (value) => {
      const before = machine.seed;
      machine.seed = Math.trunc(value);
      machine.random.seed(machine.seed);
      return before;
    });
  },
  and: ofBits('and', (a, b) => a & b),
  or: ofBits('or', (a, b) => a | b),
  xor: ofBits('xor', (a, b) => a ^ b),
  lshift: ofBits('lshift', (a, b) => BigInt.asUintN(64, a << (b & 63n))),
  rshift: ofBits('rshift', (a, b) => a >> (b & 63n)),
  compl: ofNumber((value) => {
    if (value < 0) fatal(`compl(${value.toFixed(6)}): negative value is not allowed`);
    return kept(~BigInt(Math.trunc(value)));
  }),
  strtonum: (compiler, [arg]) => (arg ? map(compiler.value(arg), codedNumber) : { sync: () => 0 }),
  systime: ({ machine }) => ({ sync: () => Math.floor(machine.process.time.now() / 1000) }),
  mktime: (compiler, [arg]) => (arg ? map(compiler.text(arg), timeOf) : { sync: () => -1 }),
  strftime: (compiler, args) =>
    strftime(compiler.machine, all(args.map((one) => compiler.value(one)))),
};

function strftime(machine: Machine, args: ReturnType<typeof all<Value>>): ReturnType<Builtin> {
  return map(args, ([format, at]) => {
    const text = format === undefined ? '%a %b %e %H:%M:%S %Z %Y' : machine.text(format);
    if (text === '') return '';
    const now = Math.floor(machine.process.time.now() / 1000);
    const seconds = at === undefined ? now : Math.floor(toNumber(at));
    return formatTime(seconds * 1000, text);
  });
}

function writeNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e6 ? String(value) : shown(value);
}

/** `0x1F`, `017`, or a decimal number. */
function codedNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (value instanceof UserInput && value.number !== undefined && !/^\s*[-+]?0\d/u.test(value.text))
    return value.number;
  const text = value instanceof UserInput ? value.text : (value ?? '');
  const [, sign = '', hex, octal] =
    /^\s*([-+]?)(?:0[xX]([\da-fA-F]+)|0([0-7]+)(?![\d.eE]))/u.exec(text) ?? [];
  const coded =
    hex !== undefined
      ? Number.parseInt(hex, 16)
      : octal !== undefined
        ? Number.parseInt(octal, 8)
        : undefined;
  if (coded === undefined) return numberOf(text);
  return sign === '-' ? -coded : coded;
}

/** `YYYY MM DD HH MM SS [DST]`, in UTC. */
function timeOf(text: string): number {
  const parts = /^\s*(-?\d+)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)/u.exec(text);
  if (!parts) return -1;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map(Number);
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  at.setUTCHours(hour, minute, second);
  return Math.floor(at.getTime() / 1000);
}
