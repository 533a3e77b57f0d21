import type { StringMatcher } from './matchers.ts';
import { compileRegex } from './regex.ts';

type Matches = (text: string) => boolean;

const compiled = new WeakMap<StringMatcher, Matches>();

/** True where the matcher accepts the text; a matcher is compiled once. */
export function matchesString(matcher: StringMatcher, text: string): boolean {
  const known = compiled.get(matcher);
  if (known) return known(text);
  const matches = compileString(matcher);
  compiled.set(matcher, matches);
  return matches(text);
}

function compileString(matcher: StringMatcher): Matches {
  if ('safeRegex' in matcher) {
    const regex = compileRegex(matcher.safeRegex.regex);
    return (text) => regex.matches(text);
  }
  const fold = matcher.ignoreCase === true ? lower : same;
  if ('exact' in matcher) {
    const wanted = fold(matcher.exact);
    return (text) => fold(text) === wanted;
  }
  if ('prefix' in matcher) {
    const wanted = fold(matcher.prefix);
    return (text) => fold(text).startsWith(wanted);
  }
  if ('suffix' in matcher) {
    const wanted = fold(matcher.suffix);
    return (text) => fold(text).endsWith(wanted);
  }
  const wanted = fold(matcher.contains);
  return (text) => fold(text).includes(wanted);
}

function lower(text: string): string {
  return text.toLowerCase();
}

function same(text: string): string {
  return text;
}
