import { fail, shown } from './errors.ts';
import type { Machine, Native } from './evaluate.ts';
import { made } from './steps.ts';
import type { Json } from './json.ts';
import type { Closure, Item } from './scope.ts';
import { identity } from './streams.ts';
import { matchesOf, namedCaptures, type Match } from './regex.ts';
import type { ValueFunction } from './values.ts';

/** Functions of regular expressions that give several values, or that are given a filter. */
export const matchFunctions: Readonly<Record<string, Native>> = {
  'match/1': (args, item, machine) => found(args, item, machine, { flags: '', give: json }),
  'match/2': (args, item, machine) => found(args, item, machine, { flags: '', give: json }),
  'capture/1': (args, item, machine) =>
    found(args, item, machine, { flags: '', give: namedCaptures }),
  'capture/2': (args, item, machine) =>
    found(args, item, machine, { flags: '', give: namedCaptures }),
  'scan/1': (args, item, machine) => found(args, item, machine, { flags: 'g', give: scanned }),
  'scan/2': (args, item, machine) => found(args, item, machine, { flags: 'g', give: scanned }),
  'splits/1': (args, item, machine) => splits(args, item, machine),
  'splits/2': (args, item, machine) => splits(args, item, machine),
  'sub/2': (args, item, machine) => substituted(args, item, machine, ''),
  'sub/3': (args, item, machine) => substituted(args, item, machine, ''),
  'gsub/2': (args, item, machine) => substituted(args, item, machine, 'g'),
  'gsub/3': (args, item, machine) => substituted(args, item, machine, 'g'),
};

/** Those of values only. */
export const testFunctions: Readonly<Record<string, ValueFunction>> = {
  'test/1': (value, regex) => matchesOf(value, regex, null).length > 0,
  'test/2': (value, regex, flags) => matchesOf(value, regex, flags ?? null).length > 0,
  'split/2': (value, regex, flags) => pieces(value, regex, flags ?? null),
};

function json({ offset, length, string, captures }: Match): Json {
  return { offset, length, string, captures: captures.map((one) => ({ ...one })) };
}

/** The match, or its groups where it has any. */
function scanned({ string, captures }: Match): Json {
  return captures.length === 0 ? string : captures.map((one) => one.string);
}

interface Wanted {
  /** Flags that the function adds. */
  flags: string;
  give: (match: Match) => Json;
}

/** Each value of the expression with each of the flags. */
function* expressions(
  [regex = identity, flags]: readonly Closure[],
  { value }: Item,
  machine: Machine,
): Generator<{ regex: Json; flags: Json }> {
  for (const one of machine.values(regex, value))
    if (flags)
      for (const letters of machine.values(flags, value)) yield { regex: one, flags: letters };
    else yield { regex: one, flags: null };
}

function withFlags(flags: Json, more: string): string {
  return (typeof flags === 'string' ? flags : '') + more;
}

function* found(
  args: readonly Closure[],
  item: Item,
  machine: Machine,
  { flags: more, give }: Wanted,
): Generator<Item> {
  for (const { regex, flags } of expressions(args, item, machine))
    for (const match of matchesOf(item.value, regex, withFlags(flags, more)))
      yield made(give(match), item);
}

function* splits(args: readonly Closure[], item: Item, machine: Machine): Generator<Item> {
  const letters = Array.from(typeof item.value === 'string' ? item.value : '');
  for (const { regex, flags } of expressions(args, item, machine)) {
    let from = 0;
    for (const { offset, length } of matchesOf(item.value, regex, withFlags(flags, 'g'))) {
      yield made(letters.slice(from, offset).join(''), item);
      from = offset + length;
    }
    yield made(letters.slice(from).join(''), item);
  }
}

function* substituted(
  [regex = identity, replacement = identity, flags]: readonly Closure[],
  item: Item,
  machine: Machine,
  more: string,
): Generator<Item> {
  const letters = Array.from(typeof item.value === 'string' ? item.value : '');
  const given = flags ? [regex, flags] : [regex];
  for (const one of expressions(given, item, machine)) {
    const matches = matchesOf(item.value, one.regex, withFlags(one.flags, more));
    for (const text of replaced(machine, { letters, matches, replacement }, 0))
      yield made(text, item);
  }
}

interface Replacing {
  letters: readonly string[];
  matches: readonly Match[];
  replacement: Closure;
}

/** The text from a place on, for each of what the filter gives of each match. */
function* replaced(
  machine: Machine,
  { letters, matches: [match, ...rest], replacement }: Replacing,
  from: number,
): Generator<string> {
  if (!match) {
    yield letters.slice(from).join('');
    return;
  }
  for (const text of machine.values(replacement, namedCaptures(match))) {
    if (typeof text !== 'string') fail(`${shown(text)} cannot be added to a string`);
    const before = letters.slice(from, match.offset).join('');
    for (const after of replaced(
      machine,
      { letters, matches: rest, replacement },
      match.offset + match.length,
    ))
      yield before + text + after;
  }
}

function pieces(value: Json, regex: Json, flags: Json): Json[] {
  const text =
    typeof value === 'string'
      ? value
      : fail(`${shown(value)} cannot be matched, as it is not a string`);
  const letters = Array.from(text);
  const parts: Json[] = [];
  let from = 0;
  for (const { offset, length } of matchesOf(
    value,
    regex,
    `${typeof flags === 'string' ? flags : ''}g`,
  )) {
    parts.push(letters.slice(from, offset).join(''));
    from = offset + length;
  }
  return [...parts, letters.slice(from).join('')];
}
