import {
  parseBool,
  parseCsv,
  parseDuration,
  parseInteger,
  quote,
  ValueError,
} from './go-values.ts';

/** b bool, s string, i int32, j int64, u unsigned, d duration, a list (once each), l list (commas too), m `key=value` (commas too). */
type FlagType = 'b' | 's' | 'i' | 'j' | 'u' | 'd' | 'a' | 'l' | 'm';

export interface FlagDefinition {
  name: string;
  short: string;
  type: FlagType;
  usual: string;
  /** The value it has when none is given (pflag's NoOptDefVal). */
  bare: string | undefined;
}

type FlagValue = boolean | string | number | readonly string[];

/** A line that pflag refuses; the text is its own. */
export class FlagError extends Error {
  override name = 'FlagError';
}

/** The flags of a command line, typed as the command declares them. Asking for one it has not is a fault of ours. */
export class Flags {
  readonly #definitions: ReadonlyMap<string, FlagDefinition>;
  readonly #given: ReadonlyMap<string, FlagValue>;

  constructor(
    definitions: ReadonlyMap<string, FlagDefinition>,
    given: ReadonlyMap<string, FlagValue>,
  ) {
    this.#definitions = definitions;
    this.#given = given;
  }

  /** Was it on the line? */
  changed(name: string): boolean {
    return this.#given.has(name);
  }

  /** Does the command have it? */
  has(name: string): boolean {
    return this.#definitions.has(name);
  }

  text(name: string): string {
    return String(this.#value(name));
  }

  isOn(name: string): boolean {
    return this.#value(name) === true;
  }

  /** An integer, or a duration in milliseconds. */
  number(name: string): number {
    return Number(this.#value(name));
  }

  list(name: string): readonly string[] {
    const value = this.#value(name);
    return Array.isArray(value) ? value.map(String) : [];
  }

  #value(name: string): FlagValue {
    const definition = this.#definitions.get(name);
    if (definition === undefined) throw new Error(`no flag --${name} here`);
    return this.#given.get(name) ?? usualValue(definition);
  }
}

export interface ParsedLine {
  flags: Flags;
  args: readonly string[];
  /** How many arguments stood before `--`; -1 without one. */
  dashAt: number;
}

/** The values of these, given without one. */
const bareValues: Readonly<Record<string, string>> = {
  'dry-run': 'unchanged',
  validate: 'strict',
  cascade: 'background',
};

/** A flag as tree.ts writes it: `short/name type usual`. */
export function parseDefinition(text: string): FlagDefinition {
  const [, short = '', name = '', type = '', optional, usual = ''] =
    /^(?:(\w)\/)?([\w-]+) (\w)(\?)?(?: (.*))?$/s.exec(text) ?? [];
  if (!isFlagType(type)) throw new Error(`a flag's line is damaged: ${text}`);
  const bare = type === 'b' ? 'true' : optional && (bareValues[name] ?? 'true');
  return { name, short, type, usual: type === 'b' ? usual || 'false' : usual, bare };
}

function isFlagType(text: string): text is FlagType {
  return /^[bsijudalm]$/.test(text);
}

/** pflag's FlagSet.Parse with interspersed arguments (v1.0.9). Throws a FlagError. */
export function parseFlags(
  definitions: ReadonlyMap<string, FlagDefinition>,
  line: readonly string[],
  note: Note = () => undefined,
): ParsedLine {
  const byShort = new Map<string, FlagDefinition>();
  for (const flag of definitions.values()) if (flag.short !== '') byShort.set(flag.short, flag);
  const given = new Map<string, FlagValue>();
  const args: string[] = [];
  const rest = [...line];
  let dashAt = -1;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('-') || word === '-') {
      args.push(word);
    } else if (word === '--') {
      dashAt = args.length;
      args.push(...rest.splice(0));
    } else if (word.startsWith('--')) {
      readLong(word, { definitions, given, rest, note });
    } else {
      readShorts(word.slice(1), { definitions: byShort, given, rest, note });
    }
  }
  return { flags: new Flags(definitions, given), args, dashAt };
}

/** Told of each flag of the line, and of its value as it is written. */
export type Note = (flag: FlagDefinition, text: string) => void;

interface Reading {
  definitions: ReadonlyMap<string, FlagDefinition>;
  given: Map<string, FlagValue>;
  rest: string[];
  note: Note;
}

function readLong(word: string, reading: Reading): void {
  const { definitions, rest } = reading;
  const [, name = '', value] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  if (name === '' || name.startsWith('-')) throw new FlagError(`bad flag syntax: ${word}`);
  const flag = definitions.get(name);
  if (flag === undefined) throw new FlagError(`unknown flag: --${name}`);
  const text = value ?? flag.bare ?? rest.shift();
  if (text === undefined) throw new FlagError(`flag needs an argument: --${name}`);
  setValue(reading, flag, text);
}

function readShorts(word: string, reading: Reading): void {
  const { definitions, rest } = reading;
  let letters = word;
  while (letters !== '') {
    const letter = letters[0] ?? '';
    const flag = definitions.get(letter);
    if (flag === undefined)
      throw new FlagError(`unknown shorthand flag: '${letter}' in -${letters}`);
    const after = letters.slice(1);
    if (after.length > 1 && after.startsWith('=')) {
      setValue(reading, flag, after.slice(1));
      return;
    }
    if (flag.bare === undefined) {
      const text = after === '' ? rest.shift() : after;
      if (text === undefined)
        throw new FlagError(`flag needs an argument: '${letter}' in -${letters}`);
      setValue(reading, flag, text);
      return;
    }
    setValue(reading, flag, flag.bare);
    letters = after;
  }
}

function setValue({ given, note }: Reading, flag: FlagDefinition, text: string): void {
  try {
    const value = parseValue(flag, text);
    const before = given.get(flag.name);
    given.set(
      flag.name,
      Array.isArray(value) && Array.isArray(before) ? [...before, ...value] : value,
    );
    note(flag, text);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    const name = flag.short === '' ? `--${flag.name}` : `-${flag.short}, --${flag.name}`;
    throw new FlagError(`invalid argument ${quote(text)} for "${name}" flag: ${error.message}`);
  }
}

function parseValue({ type }: FlagDefinition, text: string): FlagValue {
  switch (type) {
    case 'b':
      return parseBool(text);
    case 'i':
      return parseInteger(text, { bits: 32 });
    case 'j':
      return parseInteger(text);
    case 'u':
      return parseInteger(text, { signed: false });
    case 'd':
      return parseDuration(text);
    case 'a':
      return [text];
    case 'l':
      return parseCsv(text);
    case 'm':
      return parsePairs(text);
    case 's':
      return text;
  }
}

/** apiserver's cliflag.MapStringString */
function parsePairs(text: string): readonly string[] {
  const pairs = text.split(',').filter(Boolean);
  if (pairs.some((pair) => !pair.includes('=')))
    throw new ValueError('malformed pair, expect string=string');
  return pairs;
}

function usualValue(flag: FlagDefinition): FlagValue {
  if (/[alm]/.test(flag.type)) return flag.usual === '' ? [] : [flag.usual];
  return flag.type === 's' ? flag.usual : parseValue(flag, flag.usual || '0');
}
