import { AwkArray } from './array.ts';
import type { Expression } from './ast.ts';
import { all, later, map, map2, runOf, whenDone, type Code } from './code.ts';
import type { Builtin } from './builtins.ts';
import type { ExpressionCompiler } from './compile-expression.ts';
import { fatal } from './problems.ts';
import { arrayArgument } from './regex-functions.ts';
import { copyOf, sortPairs, type Pair } from './sorting.ts';
import {
  splitBlanks,
  splitLetters,
  splitterOfFields,
  splitterOfLetter,
  type Pieces,
  type Splitter,
} from './splitting.ts';
import { absent, UserInput, type Value } from './values.ts';

const none: Code<Value> = { sync: () => 0 };

export const arrayFunctions: Record<string, Builtin> = {
  split: (compiler, [text, array, separator, separators]) => {
    if (!text || !array) return none;
    const splitter = separator
      ? splitterOf(compiler, separator)
      : { sync: () => compiler.machine.splitter() };
    return cutInto(compiler, { name: 'split', text, array, separators }, splitter);
  },
  patsplit: (compiler, [text, array, regex, separators]) => {
    if (!text || !array) return none;
    const splitter: Code<Splitter> = regex
      ? map(compiler.regex(regex), splitterOfFields)
      : {
          sync: () => {
            const { value } = compiler.machine.cell('FPAT');
            const source = value instanceof AwkArray ? '' : compiler.machine.text(value);
            return splitterOfFields(compiler.machine.regex(source));
          },
        };
    return cutInto(compiler, { name: 'patsplit', text, array, separators }, splitter);
  },
  asort: (compiler, args) => sort(compiler, args, 'asort'),
  asorti: (compiler, args) => sort(compiler, args, 'asorti'),
  isarray: (compiler, [arg]) => map(kindOf(compiler, arg), (kind) => Number(kind === 'array')),
  typeof: (compiler, [arg, more]) =>
    more
      ? {
          sync: () => fatal('maillage: « typeof » à deux arguments n’est pas simulé dans ce cours'),
        }
      : kindOf(compiler, arg),
};

interface Cutting {
  name: string;
  text: Expression;
  array: Expression;
  separators: Expression | undefined;
}

function cutInto(
  compiler: ExpressionCompiler,
  { name, text, array, separators }: Cutting,
  splitter: Code<Splitter>,
): Code<Value> {
  const pieces = map2(compiler.text(text), splitter, (one, cut) =>
    one === '' ? { fields: [], separators: new Map<number, string>() } : cut(one, true),
  );
  const into = map2(
    pieces,
    arrayArgument(compiler, array, `${name}: second argument`),
    (found, target) => {
      target.clear();
      for (const [i, field] of found.fields.entries())
        target.set(String(i + 1), new UserInput(field));
      return found;
    },
  );
  if (!separators) return map(into, ({ fields }) => fields.length);
  const other = arrayArgument(compiler, separators, `${name}: fourth argument`);
  return map2(into, other, (found: Pieces, target) => {
    target.clear();
    for (const [number, separator] of found.separators)
      target.set(String(number), new UserInput(separator));
    return found.fields.length;
  });
}

/** A text of one letter is that letter; a longer one is a regular expression. */
function splitterOf(compiler: ExpressionCompiler, separator: Expression): Code<Splitter> {
  const { machine } = compiler;
  if (separator.type === 'regex')
    return map(compiler.regex(separator), (regex) => machine.splitterOf(regex));
  return map(compiler.text(separator), (text) => {
    if (text === ' ') return splitBlanks;
    if (text === '') return splitLetters;
    return Array.from(text).length === 1
      ? splitterOfLetter(text)
      : machine.splitterOf(machine.regex(text));
  });
}

function sort(
  compiler: ExpressionCompiler,
  [source, target, how]: readonly Expression[],
  name: 'asort' | 'asorti',
): Code<Value> {
  if (!source) return none;
  const { machine } = compiler;
  const arrays = [arrayArgument(compiler, source, `${name}: first argument`)];
  if (target) arrays.push(arrayArgument(compiler, target, `${name}: second argument`));
  const usual = name === 'asort' ? '@val_type_asc' : '@ind_str_asc';
  const order: Code<string> = how ? compiler.text(how) : { sync: () => '' };
  const asked = map2(all(arrays), order, (given, by) => ({ given, by: by === '' ? usual : by }));
  return later(asked, ({ given: [from, into], by }) => {
    if (!from) return 0;
    const fill = (pairs: readonly Pair[]): number => {
      const result = into ?? from;
      const values = pairs.map(({ key, value }) => (name === 'asort' ? copyOf(value) : key));
      result.clear();
      for (const [i, value] of values.entries()) result.set(String(i + 1), value);
      return values.length;
    };
    machine.isTired();
    return whenDone(sortPairs(compiler, from, by), fill);
  });
}

/** As typeof says it. */
function kindOf(compiler: ExpressionCompiler, arg: Expression | undefined): Code<Value> {
  if (!arg) return none;
  if (arg.type === 'name') {
    const cell = compiler.cell(arg);
    return {
      sync: (frame) => {
        const { value, isScalar } = cell(frame);
        return kindOfValue(value, isScalar ? 'unassigned' : 'untyped');
      },
    };
  }
  if (arg.type === 'index') {
    const pair = runOf(
      all<AwkArray | string>([compiler.inner(arg), compiler.key(arg.keys.at(-1) ?? [])]),
    );
    return {
      wait: (frame) =>
        whenDone(pair(frame), ([array, key]) =>
          array instanceof AwkArray && typeof key === 'string'
            ? kindOfValue(array.touch(key), 'untyped')
            : '',
        ),
    };
  }
  return map(compiler.value(arg), (value) => kindOfValue(value, 'unassigned'));
}

function kindOfValue(value: Value | AwkArray, unset: string): string {
  if (value instanceof AwkArray) return 'array';
  if (value === undefined) return unset;
  if (value === absent) return 'unassigned';
  if (typeof value === 'number') return 'number';
  return value instanceof UserInput && value.number !== undefined ? 'strnum' : 'string';
}
