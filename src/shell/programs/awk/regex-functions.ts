import { AwkArray } from './array.ts';
import type { Expression } from './ast.ts';
import { all, map, map2, runOf, whenDone, type Code } from './code.ts';
import type { Builtin } from './builtins.ts';
import type { ExpressionCompiler, Place } from './compile-expression.ts';
import type { Machine } from './machine.ts';
import { fatal, notSimulated } from './problems.ts';
import type { AwkRegex, Match } from './regex.ts';
import { isTarget } from './primaries.ts';
import { lengthOf, toNumber, toText, UserInput, type Value } from './values.ts';

const none: Code<Value> = { sync: () => 0 };
const longest = 8_000_000;
const encoder = new TextEncoder();

export const regexFunctions: Record<string, Builtin> = {
  match: (compiler, [text, regex, array]) => {
    if (!text || !regex) return none;
    const { machine } = compiler;
    const found = map2(compiler.text(text), compiler.regex(regex), (one, other) => ({
      text: one,
      regex: other,
      match: other.find(one),
    }));
    const target = array && arrayArgument(compiler, array, 'match: third argument');
    const note = ({ text: one, match }: { text: string; match: Match | undefined }): number => {
      const start = match ? lengthOf(one.slice(0, match.start)) + 1 : 0;
      machine.set('RSTART', start);
      machine.set('RLENGTH', match ? lengthOf(one.slice(match.start, match.end)) : -1);
      return start;
    };
    if (!target) return map(found, note);
    return map2(found, target, (one, into) => {
      fillGroups(machine, into, one);
      return note(one);
    });
  },
  sub: (compiler, args) => substitute(compiler, args, 1),
  gsub: (compiler, args) => substitute(compiler, args, Infinity),
  gensub: (compiler, [regex, replacement, how, target]) => {
    if (!regex || !replacement || !how) return none;
    const { machine } = compiler;
    const text: Code<string> = target ? compiler.text(target) : { sync: () => machine.record.text };
    const parts = all<AwkRegex | Value>([
      compiler.regex(regex),
      compiler.text(replacement),
      compiler.value(how),
    ]);
    return map2(parts, text, ([one, by, times], source) => {
      if (typeof one !== 'object' || !('find' in one)) return source;
      const wanted = timesOf(machine, isValue(times) ? times : undefined);
      const groups = (match: Match): string =>
        inGroups(typeof by === 'string' ? by : '', source, match, one);
      return replaced(source, one, wanted, groups).text;
    });
  },
};

const isValue = (one: AwkRegex | Value): one is Value =>
  typeof one !== 'object' || one instanceof UserInput;

/** An array where one must be given. */
export function arrayArgument(
  compiler: ExpressionCompiler,
  expression: Expression,
  what: string,
): Code<AwkArray> {
  const refuse = { sync: () => fatal(`${what} is not an array`) };
  if (expression.type === 'index') return compiler.array(expression);
  if (expression.type !== 'name') return refuse;
  const cell = compiler.cell(expression);
  const array = compiler.array(expression);
  const run = runOf(array);
  return {
    wait: (frame) => {
      const { value } = cell(frame);
      const { isScalar } = cell(frame);
      if (isScalar || (value !== undefined && !(value instanceof AwkArray)))
        return fatal(`${what} is not an array`);
      return whenDone(run(frame), (one) => one);
    },
  };
}

function fillGroups(
  machine: Machine,
  into: AwkArray,
  { text, regex, match }: { text: string; regex: AwkRegex; match: Match | undefined },
): void {
  into.clear();
  if (!match) return;
  for (const [i, group] of regex.groups(text, match).entries()) {
    if (!group) continue;
    const found = text.slice(group.start, group.end);
    const separator = machine.subscriptSeparator;
    into.set(String(i), new UserInput(found));
    into.set(`${i}${separator}start`, lengthOf(text.slice(0, group.start)) + 1);
    into.set(`${i}${separator}length`, lengthOf(found));
  }
}

/** Which matches gensub replaces: one by its number, or all of them. */
function timesOf(machine: Machine, how: Value): { only?: number } {
  const isText = typeof how === 'string' || (how instanceof UserInput && how.number === undefined);
  const text = toText(how, machine.write);
  if (isText && /^[gG]/u.test(text)) return {};
  const number = toNumber(how);
  if (number <= 0 || (number < 1 && number <= 0))
    machine.warn(`gensub: third argument \`${text}' treated as 1`);
  return { only: number < 1 ? 1 : Math.trunc(number) };
}

function substitute(
  compiler: ExpressionCompiler,
  [regex, replacement, target]: readonly Expression[],
  times: number,
): Code<Value> {
  if (!regex || !replacement) return none;
  const { machine } = compiler;
  const place: Code<Place> = placeOf(compiler, target);
  const parts = map2(compiler.regex(regex), compiler.text(replacement), (one, by) => ({ one, by }));
  return map2(parts, place, ({ one, by }, where) => {
    const text = toText(where.get(), machine.write);
    const make = replacementOf(by);
    const result = replaced(text, one, times === 1 ? { only: 1 } : {}, ({ start, end }) =>
      make(text.slice(start, end)),
    );
    if (result.count > 0) where.set(result.text);
    return result.count;
  });
}

function placeOf(compiler: ExpressionCompiler, target: Expression | undefined): Code<Place> {
  if (!target) return compiler.place({ type: 'field', index: { type: 'number', value: 0 } });
  const inner = target.type === 'group' ? target.body : target;
  if (isTarget(inner)) return compiler.place(inner);
  return map(compiler.value(target), (value) => ({ get: () => value, set: () => undefined }));
}

/** `&` is the match, and `\\&` of the program's text an ampersand (do_sub of gawk 5.2). */
function replacementOf(source: string): (match: string) => string {
  if (!/[\\&]/u.test(source)) return () => source;
  const parts: (string | undefined)[] =
    source.match(/\\\\\\&|\\\\\\\\|\\\\&|\\&|[^]/gu)?.map((part) => {
      switch (part) {
        case '\\\\\\&':
          return '\\&';
        case '\\\\\\\\':
          return '\\\\';
        case '\\\\&':
          return undefined;
        case '\\&':
          return '&';
        case '&':
          return undefined;
        default:
          return part;
      }
    }) ?? [];
  const marks = source.match(/\\\\\\&|\\\\\\\\|\\\\&|\\&|[^]/gu) ?? [];
  return (match) =>
    parts.map((part, i) => part ?? (marks[i] === '&' ? match : `\\${match}`)).join('');
}

/** Of gensub: `\0` to `\9`, `&`, and a backslash that goes before anything else. */
function inGroups(source: string, text: string, match: Match, regex: AwkRegex): string {
  const groups = /\\[1-9]/u.test(source) ? regex.groups(text, match) : [];
  return source.replace(/\\([^]?)|&/gu, (whole, letter: string | undefined) => {
    if (whole === '&' || letter === '0') return text.slice(match.start, match.end);
    if (letter === undefined || !/\d/u.test(letter)) return letter ?? '';
    const group = groups[Number(letter)];
    return group ? text.slice(group.start, group.end) : '';
  });
}

/** The text with its matches replaced, or only the one of a number; and how many were. */
function replaced(
  text: string,
  regex: AwkRegex,
  { only }: { only?: number },
  make: (match: Match) => string,
): { text: string; count: number } {
  let [result, from, count, current] = ['', 0, 0, 0];
  let lastWasWhole = false;
  for (let match = regex.find(text, 0); match; match = regex.find(text, from)) {
    const { start, end } = match;
    result += text.slice(from, start);
    current += 1;
    count += 1;
    if (only === undefined || current === only) {
      if (start === end && lastWasWhole && start === from) {
        lastWasWhole = false;
        count -= 1;
      } else {
        result += make(match);
        if (start !== end) lastWasWhole = true;
      }
    } else result += text.slice(start, end);
    if (result.length > longest) fatal('maillage: plus de 8 millions de caractères dans un texte');
    from = end;
    if (start === end && end < text.length) {
      const letter = String.fromCodePoint(text.codePointAt(end) ?? 0);
      // gawk goes on in the middle of such a letter, byte by byte: the letter stays one where nothing is put in it.
      const more = encoder.encode(letter).length - 1;
      if (more > 0 && make(match) !== '')
        notSimulated('une substitution de rien avant une lettre accentuée');
      count += more;
      result += letter;
      from = end + letter.length;
    }
    const isOver = from >= text.length && start === from;
    if ((only !== undefined && current >= only) || isOver) break;
  }
  return { text: result + text.slice(from), count };
}
