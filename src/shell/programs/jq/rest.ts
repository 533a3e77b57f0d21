import { fail } from './errors.ts';
import type { Native } from './evaluate.ts';
import { typeOf } from './json.ts';
import { lifted } from './lifted.ts';
import { numberOf } from './values.ts';

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

/** A function that few filters name, by its key and its name. */
export function restOf(key: string, name: string): Native | undefined {
  const isPlain = key === `${name}/0`;
  const math = isPlain && Object.hasOwn(mathFunctions, name) ? mathFunctions[name] : undefined;
  if (math) return lifted((value) => math(numberOf(value)));
  const pair = Object.hasOwn(pairFunctions, key) ? pairFunctions[key] : undefined;
  if (pair) return lifted((_, a, b) => pair(numberOf(a ?? null), numberOf(b ?? null)));
  if (notSimulated.has(key))
    return () => fail(`maillage: « ${name} » de jq n’est pas simulé dans ce cours`);
  const types = isPlain && Object.hasOwn(selectors, name) ? selectors[name] : undefined;
  return types && ((_, item) => (types.includes(typeOf(item.value)) ? [item] : []));
}
