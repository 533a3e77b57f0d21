import type { Part, Substitution } from './commands.ts';
import { SedError } from './reader.ts';

/** Letters of a pattern space: one that doubles at each turn of a loop would soon take all memory. */
const mostLetters = 4_000_000;

/** The text after the substitution, or undefined where nothing matched. `regex` is the pattern that counts. */
export function substitute(
  text: string,
  regex: RegExp,
  { replacement, nth, isGlobal }: Substitution,
): string | undefined {
  const global = new RegExp(regex.source, `${regex.flags}g`);
  let result = '';
  let [from, count, lastEnd, hasReplaced] = [0, 0, -1, false];
  for (const match of text.matchAll(global)) {
    const end = match.index + match[0].length;
    // An empty match right after another one is none (POSIX).
    if (match[0] === '' && match.index === lastEnd) continue;
    lastEnd = end;
    count += 1;
    if (count < nth) continue;
    result += text.slice(from, match.index) + replaced(replacement, match);
    if (result.length > mostLetters)
      throw new SedError('sed: maillage: plus de 4 millions de caractères dans une ligne');
    [from, hasReplaced] = [end, true];
    if (!isGlobal) break;
  }
  return hasReplaced ? result + text.slice(from) : undefined;
}

function replaced(parts: readonly Part[], match: RegExpExecArray): string {
  let result = '';
  /** Until \E, and for one letter. */
  let all: 'U' | 'L' | undefined;
  let one: 'u' | 'l' | undefined;
  for (const part of parts) {
    if (part.type === 'case') {
      if (part.to === 'u' || part.to === 'l') one = part.to;
      else [all, one] = [part.to === 'E' ? undefined : part.to, undefined];
      continue;
    }
    const text = part.type === 'text' ? part.text : (match[part.group] ?? '');
    if (text === '') continue;
    result += inCase(text, all, one);
    one = undefined;
  }
  return result;
}

function inCase(text: string, all: 'U' | 'L' | undefined, one: 'u' | 'l' | undefined): string {
  const whole = all === undefined ? text : all === 'U' ? text.toUpperCase() : text.toLowerCase();
  if (one === undefined) return whole;
  const first = String.fromCodePoint(whole.codePointAt(0) ?? 0);
  const changed = one === 'u' ? first.toUpperCase() : first.toLowerCase();
  return changed + whole.slice(first.length);
}
