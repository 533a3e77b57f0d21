import { AwkArray } from './array.ts';
import { all, map, map2, runOf, whenDone } from './code.ts';
import type { Builtin } from './builtins.ts';
import { formatText } from './format.ts';
import { fatal } from './problems.ts';
import { lengthOf, sliceOf, toText } from './values.ts';

const none = { sync: () => '' };

/** Letter by letter, where the other case is one letter too. */
function changeCase(text: string, change: (letter: string) => string): string {
  const whole = change(text);
  if (whole.length === text.length) return whole;
  return Array.from(text, (letter) => {
    const changed = change(letter);
    return changed.length === letter.length ? changed : letter;
  }).join('');
}

export const textFunctions: Record<string, Builtin> = {
  length: (compiler, [arg]) => {
    const { machine } = compiler;
    if (!arg) return { sync: () => lengthOf(machine.record.text) };
    const ofText = runOf(map(compiler.text(arg), lengthOf));
    if (arg.type === 'name') {
      const cell = compiler.cell(arg);
      return {
        wait: (frame) => {
          const { value } = cell(frame);
          return value instanceof AwkArray ? value.size : ofText(frame);
        },
      };
    }
    if (arg.type !== 'index') return map(compiler.text(arg), lengthOf);
    const array = runOf(compiler.inner(arg));
    const key = runOf(compiler.key(arg.keys.at(-1) ?? []));
    return {
      wait: (frame) =>
        whenDone(array(frame), (one) =>
          whenDone(key(frame), (text) => {
            const value = one.touch(text);
            return value instanceof AwkArray ? value.size : lengthOf(toText(value, machine.write));
          }),
        ),
    };
  },
  index: (compiler, [text, wanted]) => {
    if (!text || !wanted) return none;
    if (wanted.type === 'regex')
      return {
        sync: () => fatal('index: regexp constant as second argument is not allowed'),
      };
    const { machine } = compiler;
    return map2(compiler.text(text), compiler.text(wanted), (one, other) => {
      const at = machine.ignoresCase
        ? one.toLowerCase().indexOf(other.toLowerCase())
        : one.indexOf(other);
      if (other === '') return 0 + Number(at === 0);
      return at < 0 ? 0 : lengthOf(one.slice(0, at)) + 1;
    });
  },
  substr: (compiler, [text, start, length]) => {
    if (!text || !start) return none;
    const whole = compiler.text(text);
    const from = compiler.number(start);
    if (!length) return map2(whole, from, (one, at) => piece(one, at, Infinity));
    return map2(
      map2(whole, from, (one, at) => ({ one, at })),
      compiler.number(length),
      ({ one, at }, size) => piece(one, at, size),
    );
  },
  tolower: (compiler, [arg]) =>
    arg ? map(compiler.text(arg), (text) => changeCase(text, (one) => one.toLowerCase())) : none,
  toupper: (compiler, [arg]) =>
    arg ? map(compiler.text(arg), (text) => changeCase(text, (one) => one.toUpperCase())) : none,
  sprintf: (compiler, args) => {
    const { machine } = compiler;
    return map(all(args.map((arg) => compiler.value(arg))), (values) => {
      if (values.length === 0) fatal('sprintf: no arguments');
      return formatText(machine.text(values[0]), values.slice(1), machine.write);
    });
  },
};

/** A place before the first letter is the first; halves are cut off, as do_substr of gawk 5.2 does. */
function piece(text: string, start: number, length: number): string {
  if (!(length >= 1)) return '';
  const from = start >= 1 ? Math.trunc(start - 1) : 0;
  if (from >= text.length) return '';
  return sliceOf(text, from, length === Infinity ? Infinity : from + Math.trunc(length));
}
