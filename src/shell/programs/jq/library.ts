import { fail } from './errors.ts';
import type { Library, Native } from './evaluate.ts';
import { lifted } from './lifted.ts';
import { made } from './steps.ts';
import { formatted } from './formats.ts';
import type { Json } from './json.ts';
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
  const isKnown = namesOf(own);
  const restOf = wordsOf(source).every((word) => isKnown.has(word))
    ? undefined
    : (await import('./rest.ts')).restOf;
  const known = new Map<string, Native | undefined>();
  return {
    native: (name, arity) => {
      const key = `${name}/${arity}`;
      if (!known.has(key)) known.set(key, nativeOf(key, own) ?? restOf?.(key, name));
      return known.get(key);
    },
  };
}

function nativeOf(key: string, { streams, values }: Functions): Native | undefined {
  if (Object.hasOwn(streams, key)) return streams[key];
  const compute = Object.hasOwn(values, key) ? values[key] : undefined;
  return compute && lifted(compute);
}

function namesOf({ streams, values }: Functions): ReadonlySet<string> {
  const keys = [...Object.keys(streams), ...Object.keys(values)];
  return new Set(keys.map((key) => key.slice(0, key.indexOf('/'))));
}

/** What may be the name of a function: no field, no variable, nothing of a string in which nothing is computed. */
function wordsOf(source: string): readonly string[] {
  const code = source.replace(/"(?:\\[^(]|[^"\\])*"/gsu, '');
  return code.match(/(?<![.$\w])[A-Za-z_]\w*/gu) ?? [];
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
