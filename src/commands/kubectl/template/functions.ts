import { PathError } from '#commands/kubectl/jsonpath/path-error.ts';
import { compare } from '#commands/kubectl/jsonpath/compare.ts';
import { formatGo, goType } from '#commands/kubectl/jsonpath/evaluate.ts';
import { illegalByte } from '#commands/kubectl/base64.ts';
import { isRecord } from '#commands/kubectl/json.ts';
import { sprint, sprintf } from './strings.ts';

/** What a function refuses; the text follows `error calling NAME: `. */
export class CallError extends Error {
  override name = 'CallError';
}

/** `types` are Go's: a constant without a point is an int, a number of the object an int64. */
type TemplateFunction = (
  args: readonly unknown[],
  types: readonly string[],
  /** Of the first argument, as it is written. */
  name?: string,
) => unknown;

export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isRecord(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

function compared(operator: string): TemplateFunction {
  return ([left, ...others], types) => {
    if (others.length === 0) throw new CallError('missing argument for comparison');
    if (operator !== '==' && operator !== '!=' && [left, ...others].some(isNothing))
      throw new CallError('invalid type for comparison');
    const kinds = types.map((type) => type.replace('int64', 'int'));
    for (const [at, kind] of kinds.entries())
      if (kind !== kinds[0] && left !== undefined && left !== null && others[at - 1] !== undefined)
        throw new CallError(`incompatible types for comparison: ${types[0]} and ${types[at]}`);
    try {
      return others.some((right) => compareLoosely(left ?? null, operator, right ?? null));
    } catch (error) {
      if (!(error instanceof PathError)) throw error;
      const isOrdered = /[<>]/.test(operator);
      throw new CallError(isOrdered ? error.message : `non-comparable type ${incomparable(left)}`);
    }
  };
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

function incomparable(value: unknown): string {
  return `${formatGo(value)}: ${goType(value)}`;
}

/** Kinds were compared before: here 1.0 may meet 1.5. */
function compareLoosely(left: unknown, operator: string, right: unknown): boolean {
  if (typeof left !== 'number' || typeof right !== 'number') return compare(left, operator, right);
  return compare(left < right ? 0 : left > right ? 2 : 1, operator, 1);
}

function index([item, ...keys]: readonly unknown[]): unknown {
  let found = item;
  for (const key of keys) {
    if (found === undefined || found === null) throw new CallError('index of untyped nil');
    if (isRecord(found)) {
      if (typeof key !== 'string')
        throw new CallError(`value has type ${constantType(key)}; should be string`);
      found = Object.hasOwn(found, key) ? found[key] : undefined;
    } else if (Array.isArray(found) || typeof found === 'string') {
      if (typeof key !== 'number')
        throw new CallError(`cannot index slice/array with type ${goType(key)}`);
      if (key < 0 || key > found.length) throw new CallError(`index out of range: ${key}`);
      // Go takes the length for an index, and then finds nothing there.
      if (key === found.length)
        throw new CallError(
          `reflect: ${typeof found === 'string' ? 'string' : 'slice'} index out of range`,
        );
      found = typeof found === 'string' ? found.charCodeAt(key) : found[key];
    } else throw new CallError(`can't index item of type ${goType(found)}`);
  }
  return found;
}

function constantType(value: unknown): string {
  return goType(value).replace('int64', 'int');
}

function slice([item, ...bounds]: readonly unknown[], [, ...types]: readonly string[]): unknown {
  if (isNothing(item)) throw new CallError('slice of untyped nil');
  if (bounds.length > 3) throw new CallError(`too many slice indexes: ${bounds.length}`);
  if (!Array.isArray(item) && typeof item !== 'string')
    throw new CallError(`can't slice item of type ${goType(item)}`);
  if (typeof item === 'string' && bounds.length === 3)
    throw new CallError('cannot 3-index slice a string');
  for (const [at, bound] of bounds.entries()) {
    if (!Number.isInteger(bound) || types[at] === 'float64')
      throw new CallError(
        isNothing(bound)
          ? 'cannot index slice/array with nil'
          : `cannot index slice/array with type ${types[at]}`,
      );
    if (Number(bound) < 0 || Number(bound) > item.length)
      throw new CallError(`index out of range: ${Number(bound)}`);
  }
  const [start = 0, end = item.length] = bounds.map(Number);
  if (start > end) throw new CallError(`invalid slice index: ${start} > ${end}`);
  return item.slice(start, end);
}

function length([item]: readonly unknown[]): number {
  if (typeof item === 'string') return new TextEncoder().encode(item).length;
  if (Array.isArray(item)) return item.length;
  if (isRecord(item)) return Object.keys(item).length;
  if (item === undefined || item === null)
    throw new CallError('reflect: call of reflect.Value.Type on zero Value');
  throw new CallError(`len of type ${goType(item)}`);
}

function base64decode([text]: readonly unknown[]): string {
  const bad = illegalByte(String(text));
  if (bad !== undefined)
    throw new CallError(`base64 decode failed: illegal base64 data at input byte ${bad}`);
  const bytes = Uint8Array.from(atob(String(text)), (char) => char.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

/** Nothing in an object is a function. */
function call([called]: readonly unknown[], [type]: readonly string[], name = ''): never {
  if (isNothing(called)) throw new CallError('call of nil');
  throw new CallError(`non-function ${name} of type ${type}`);
}

/** What escapes says nothing in its own way. */
function printable(args: readonly unknown[]): string {
  return sprint(args.map((value) => (isNothing(value) ? '<no value>' : value)));
}

const html: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&#34;',
  "'": '&#39;',
};

/** Go's, and kubectl's two. `and` and `or` stop early: they are in execute.ts. */
export const functions: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ['eq', compared('==')],
  ['ne', compared('!=')],
  ['lt', compared('<')],
  ['le', compared('<=')],
  ['gt', compared('>')],
  ['ge', compared('>=')],
  ['call', call],
  ['not', ([value]) => !isTrue(value)],
  ['index', index],
  ['slice', slice],
  ['len', length],
  ['print', sprint],
  ['println', (args) => `${args.map((value) => sprint([value])).join(' ')}\n`],
  ['printf', ([format, ...values], [, ...types]) => sprintf(String(format), values, types)],
  ['html', (args) => printable(args).replaceAll(/[<>&"']/g, (char) => html[char] ?? char)],
  [
    'js',
    (args) =>
      printable(args).replaceAll(/[<>&"'\\=\p{Cc}]/gu, (char) =>
        /["'\\]/.test(char)
          ? `\\${char}`
          : `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
      ),
  ],
  ['urlquery', (args) => encodeURIComponent(printable(args)).replaceAll('%20', '+')],
  ['base64decode', base64decode],
  [
    'exists',
    ([item, ...keys]) => {
      let found = item;
      for (const key of keys) {
        if (!isRecord(found) || !Object.hasOwn(found, String(key))) return false;
        found = found[String(key)];
      }
      return true;
    },
  ],
]);
