import type { Environment } from '#shell/environment.ts';
import { functionNames, sourceFiles } from './stack.ts';

/** What a parameter holds: nothing, a text, or the values of an array or of the arguments. */
export type Value = string | undefined | Values;

interface Values {
  values: readonly string[];
  /** Written with `*`: inside quotes its values make one word. */
  isStar: boolean;
}

export function parameterValue(sh: Environment, name: string, index: string | undefined): Value {
  const { variables } = sh;
  const computed = lists.get(name)?.(sh);
  if (computed)
    return isAll(index)
      ? { values: computed, isStar: index === '*' }
      : computed.at(Number(variables.compute(index ?? '0')));
  if (isAll(index)) {
    const values = variables.keys(name).map((key) => variables.element(name, key) ?? '');
    return { values, isStar: index === '*' };
  }
  if (index !== undefined)
    return variables.element(variables.resolve(name), variables.keyOf(name, index));
  if (name === '@' || name === '*') return { values: sh.args, isStar: name === '*' };
  return /^\w/.test(name) && !/^\d/.test(name) ? variables.get(name) : specialValue(sh, name);
}

const isAll = (index: string | undefined): boolean => index === '@' || index === '*';

/** Arrays that the shell computes. */
const lists = new Map([
  ['FUNCNAME', functionNames],
  ['BASH_SOURCE', sourceFiles],
]);

function specialValue(sh: Environment, name: string): string | undefined {
  switch (name) {
    case '0':
      return sh.name;
    case '#':
      return String(sh.args.length);
    case '?':
      return String(sh.status);
    case '$':
      return String(sh.pid);
    case '!':
      return sh.lastBackground === undefined ? undefined : String(sh.lastBackground);
    case '-':
      return optionLetters(sh);
    default:
      return sh.args[Number(name) - 1];
  }
}

/** Letters of `set`, as `$-` shows them. */
export const letters: Readonly<Record<string, string>> = {
  allexport: 'a',
  notify: 'b',
  errexit: 'e',
  noglob: 'f',
  hashall: 'h',
  keyword: 'k',
  monitor: 'm',
  noexec: 'n',
  nounset: 'u',
  verbose: 'v',
  xtrace: 'x',
  braceexpand: 'B',
  noclobber: 'C',
  errtrace: 'E',
  histexpand: 'H',
  physical: 'P',
  functrace: 'T',
};

function optionLetters(sh: Environment): string {
  const on = Object.entries(letters).filter(([name]) => sh.options.has(name));
  const flags = on.map(([, letter]) => letter);
  if (sh.isInteractive) flags.push('i');
  return `${flags.sort(byLetter).join('')}${sh.options.has('command') ? 'c' : ''}`;
}

const order = 'abefhiklmnpuvxBCEHPT';

function byLetter(a: string, b: string): number {
  return order.indexOf(a) - order.indexOf(b);
}

export function isSet(value: Value): boolean {
  return typeof value === 'object' ? value.values.length > 0 : value !== undefined;
}

/** Everything in one text, as inside quotes. */
export function allValues(sh: Environment, value: Value): string {
  if (typeof value !== 'object') return value ?? '';
  return value.values.join(value.isStar ? separator(sh) : ' ');
}

/** The first character of IFS, which joins `"$*"`. */
export function separator(sh: Environment): string {
  return (sh.variables.get('IFS') ?? ' \t\n').charAt(0);
}
