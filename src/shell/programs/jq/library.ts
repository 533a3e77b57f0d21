import { fail } from './errors.ts';
import type { Library, Native } from './evaluate.ts';
import { made } from './steps.ts';
import { formatted } from './formats.ts';
import { typeOf, type Json } from './json.ts';
import { streamFunctions } from './streams.ts';
import { numberOf, valueFunctions, type ValueFunction } from './values.ts';

/** What a filter may ask of the program that runs it. */
export interface Host {
  /** The next value that comes in, or undefined. */
  readonly next: () => Json | undefined;
  readonly now: () => number;
  readonly env: Json;
  readonly fileName: () => Json;
  readonly line: () => number;
  /** Written to standard error. */
  readonly tell: (text: string) => void;
}

/** `halt` and `halt_error`: the program ends there. */
export class Halt extends Error {
  override name = 'Halt';
  readonly status: number;
  readonly value: Json | undefined;
  constructor(status: number, value?: Json) {
    super('halt');
    this.status = status;
    this.value = value;
  }
}

const mathFunctions: Readonly<Record<string, (value: number) => number>> = {
  floor: Math.floor,
  ceil: Math.ceil,
  round: (value) => Math.sign(value) * Math.round(Math.abs(value)),
  trunc: Math.trunc,
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  fabs: Math.abs,
  exp: Math.exp,
  exp2: (value) => 2 ** value,
  exp10: (value) => 10 ** value,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  expm1: Math.expm1,
  log1p: Math.log1p,
  pow10: (value) => 10 ** value,
};

const pairFunctions: Readonly<Record<string, (a: number, b: number) => number>> = {
  'pow/2': (a, b) => a ** b,
  'atan2/2': Math.atan2,
  'hypot/2': Math.hypot,
  'fmin/2': Math.min,
  'fmax/2': Math.max,
  'fmod/2': (a, b) => a % b,
};

/** What jq 1.6 has besides. */
const notSimulated = new Set(
  'JOIN/2 JOIN/3 JOIN/4 bsearch/1 builtins/0 copysign/2 drem/2 erf/0 erfc/0 fdim/2 finites/0 fma/3 format/1 frexp/0 fromstream/1 gamma/0 get_jq_origin/0 get_prog_origin/0 get_search_list/0 isfinite/0 j0/0 j1/0 jn/2 ldexp/2 lgamma/0 lgamma_r/0 logb/0 modf/0 modulemeta/0 nearbyint/0 nextafter/2 nexttoward/2 normals/0 recurse_down/0 remainder/2 rint/0 scalars_or_empty/0 scalb/2 scalbln/2 significand/0 tgamma/0 truncate_stream/1 y0/0 y1/0 yn/2'.split(
    ' ',
  ),
);

/** Filters that keep the values of some types. */
const selectors: Readonly<Record<string, readonly string[]>> = {
  nulls: ['null'],
  booleans: ['boolean'],
  numbers: ['number'],
  strings: ['string'],
  arrays: ['array'],
  objects: ['object'],
  iterables: ['array', 'object'],
  scalars: ['null', 'boolean', 'number', 'string'],
  values: ['boolean', 'number', 'string', 'array', 'object'],
};

interface Functions {
  readonly values: Readonly<Record<string, ValueFunction>>;
  readonly streams: Readonly<Record<string, Native>>;
}

/** What few filters use, loaded where one names any of it. */
const laterParts: readonly (readonly [names: RegExp, load: () => Promise<Partial<Functions>>])[] = [
  [
    /\b(?:capture|g?sub|match|scan|splits?|test)\b/u,
    async () => {
      const { matchFunctions, testFunctions } = await import('./matching.ts');
      return { values: testFunctions, streams: matchFunctions };
    },
  ],
  [
    /\b(?:\w+_by|any|all|combinations|IN|INDEX)\b/u,
    async () => ({ streams: (await import('./lists.ts')).listFunctions }),
  ],
  [
    /\b(?:ascii_\w+|explode|implode|\w*trim\w*|\w+swith)\b/u,
    async () => ({ values: (await import('./text.ts')).textFunctions }),
  ],
  [
    /\b(?:\w*date(?:iso8601)?|\w+time)\b/u,
    async () => ({ values: (await import('./dates.ts')).dateFunctions }),
  ],
];

/** The functions that a filter may name, by name and number of arguments. */
export async function loadLibrary(source: string, host: Host): Promise<Library> {
  const parts = await Promise.all(
    laterParts.filter(([names]) => names.test(source)).map(([, load]) => load()),
  );
  const own: Functions = {
    values: parts.reduce<Functions['values']>(
      (all, part) => ({ ...all, ...part.values }),
      valueFunctions,
    ),
    streams: parts.reduce<Functions['streams']>((all, part) => ({ ...all, ...part.streams }), {
      ...hostFunctions(host),
      ...streamFunctions,
    }),
  };
  const known = new Map<string, Native | undefined>();
  return {
    native: (name, arity) => {
      const key = `${name}/${arity}`;
      if (!known.has(key)) known.set(key, nativeOf(key, name, own));
      return known.get(key);
    },
  };
}

function nativeOf(key: string, name: string, own: Functions): Native | undefined {
  if (Object.hasOwn(own.streams, key)) return own.streams[key];
  const compute = Object.hasOwn(own.values, key) ? own.values[key] : undefined;
  if (compute) return lifted(compute);
  const math =
    Object.hasOwn(mathFunctions, name) && key === `${name}/0` ? mathFunctions[name] : undefined;
  if (math) return lifted((value) => math(numberOf(value)));
  const pair = Object.hasOwn(pairFunctions, key) ? pairFunctions[key] : undefined;
  if (pair) return lifted((_, a, b) => pair(numberOf(a ?? null), numberOf(b ?? null)));
  if (notSimulated.has(key))
    return () => fail(`maillage: « ${name} » de jq n’est pas simulé dans ce cours`);
  const types = Object.hasOwn(selectors, name) && key === `${name}/0` ? selectors[name] : undefined;
  return types && ((_, item) => (types.includes(typeOf(item.value)) ? [item] : []));
}

/** A function of values, for each combination of what its arguments give. */
function lifted(compute: ValueFunction): Native {
  return function* (args, item, machine) {
    function* combinations(left: typeof args, given: readonly Json[]): Generator<readonly Json[]> {
      const last = left.at(-1);
      if (!last) yield given;
      else
        for (const value of machine.values(last, item.value))
          yield* combinations(left.slice(0, -1), [value, ...given]);
    }
    for (const given of combinations(args, [])) yield made(compute(item.value, ...given), item);
  };
}

function hostFunctions(host: Host): Readonly<Record<string, Native>> {
  return {
    'input/0': (_, item) => [made(host.next() ?? fail('break'), item)],
    *'inputs/0'(_, item) {
      for (let value = host.next(); value !== undefined; value = host.next())
        yield made(value, item);
    },
    'now/0': (_, item) => [made(host.now() / 1000, item)],
    'env/0': (_, item) => [made(host.env, item)],
    'input_line_number/0': (_, item) => [made(host.line(), item)],
    'input_filename/0': (_, item) => [made(host.fileName(), item)],
    'debug/0': (_, item) => {
      host.tell(`${formatted('@json', ['DEBUG:', item.value])}\n`);
      return [item];
    },
    *'debug/1'([message], item, machine) {
      if (message)
        for (const one of machine.values(message, item.value))
          host.tell(`${formatted('@json', ['DEBUG:', one])}\n`);
      yield item;
    },
    'stderr/0': (_, item) => {
      host.tell(formatted('@json', item.value));
      return [item];
    },
    'halt/0': () => {
      throw new Halt(0);
    },
    'halt_error/0': (_, { value }) => {
      throw new Halt(5, value);
    },
    *'halt_error/1'([status], { value }, machine) {
      if (status)
        for (const one of machine.values(status, value)) throw new Halt(numberOf(one), value);
      yield* [];
    },
  };
}
