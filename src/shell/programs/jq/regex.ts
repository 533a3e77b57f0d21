import { isRisky, mostRisky } from '#shell/expand/risk.ts';
import { fail, shown } from './errors.ts';
import { isArray, typeOf, type Json } from './json.ts';

/** One match, as `match` gives it. */
export interface Match {
  readonly offset: number;
  readonly length: number;
  readonly string: string | null;
  readonly captures: readonly {
    offset: number;
    length: number;
    string: string | null;
    name: string | null;
  }[];
}

/** Matches of a string; all of them with the flag `g`. */
export function matchesOf(value: Json, given: Json, flags: Json): Match[] {
  const text =
    typeof value === 'string'
      ? value
      : fail(`${shown(value)} cannot be matched, as it is not a string`);
  const [source, own] =
    given !== null && isArray(given) ? [given[0] ?? null, given[1] ?? flags] : [given, flags];
  if (typeof source !== 'string') return fail(`${typeOf(source)} not a string or array`);
  const letters =
    own === null ? '' : typeof own === 'string' ? own : fail(`${shown(own)} is not a string`);
  const regex = compile(source, letters, text.length);
  const found = letters.includes('g')
    ? [...text.matchAll(regex)]
    : [...text.matchAll(regex)].slice(0, 1);
  // The empty match at the very end is none of them all.
  const isLast = ({ 0: all, index }: RegExpExecArray): boolean =>
    letters.includes('g') && all === '' && index === text.length && text !== '';
  return found
    .filter((match) => !isLast(match))
    .filter(([all]) => !letters.includes('n') || all !== '')
    .map((match) => matchOf(text, match));
}

function compile(source: string, letters: string, length: number): RegExp {
  if (/[^gixsnpl]/u.test(letters)) return fail(`${letters} is not a valid modifier string`);
  if (length > mostRisky && isRisky(source))
    return fail(
      'maillage: une répétition dans une répétition, sur un texte long, n’est pas simulée dans ce cours',
    );
  const plain = letters.includes('x')
    ? source.replace(/\\[\s\S]|\s+|#[^\n]*/gu, (one) => (one.startsWith('\\') ? one : ''))
    : source;
  const translated = plain
    .replace(/\[:(\w+):\]/gu, (whole, name: string) => brackets[name] ?? whole)
    .replaceAll('\\A', '^')
    .replace(/\\[zZ]/gu, '$')
    .replaceAll('\\h', '[\\da-fA-F]');
  const isFolded = letters.includes('i') || translated.startsWith('(?i)');
  try {
    return new RegExp(
      translated.replace(/^\(\?i\)/u, ''),
      `gd${isFolded ? 'i' : ''}${/[sp]/u.test(letters) ? 's' : ''}`,
    );
  } catch (error) {
    if (error instanceof SyntaxError) return fail(`${source} (at offset 0) is not a valid regex`);
    throw error;
  }
}

const brackets: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '\\d',
  alnum: 'a-zA-Z\\d',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '\\da-fA-F',
};

/** Places count letters, not the units of JavaScript. */
function matchOf(text: string, match: RegExpExecArray): Match {
  const placeOf = (at: number): number => Array.from(text.slice(0, at)).length;
  const names = Object.entries(match.indices?.groups ?? {});
  const captures = match.slice(1).map((one: string | undefined, i) => {
    const range = match.indices?.[i + 1];
    const name =
      names.find(([, place]) => place !== undefined && place === range)?.[0] ?? nameAt(match, i);
    return range === undefined || one === undefined
      ? { offset: -1, length: 0, string: null, name }
      : { offset: placeOf(range[0]), length: Array.from(one).length, string: one, name };
  });
  return {
    offset: placeOf(match.index),
    length: Array.from(match[0]).length,
    string: match[0],
    captures,
  };
}

/** A group that took no part has no range to know it by. */
function nameAt(match: RegExpExecArray, at: number): string | null {
  const names = Object.keys(match.groups ?? {});
  return names.length === match.length - 1 ? (names[at] ?? null) : null;
}

/** What `sub` replaces by: the captures that have a name. */
export function namedCaptures({ captures }: Match): Json {
  return Object.fromEntries(
    captures.flatMap(({ name, string }) => (name === null ? [] : [[name, string]])),
  );
}
