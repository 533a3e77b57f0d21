import type { Assignment } from 'unbash';
import { print, type Environment } from '#shell/environment.ts';
import { quoteDeclared, quoteValue, quoteIfNeeded } from '#shell/expand/quote.ts';
import { assignArray } from '#shell/run/assign.ts';
import { becomeArray, isName, splitReference, type Variable } from '#shell/variables.ts';
import { refuse, report, type Builtin } from './builtin.ts';
import { functionText } from './function-text.ts';

interface Request {
  name: string;
  value: string | undefined;
  append: boolean;
  array: Assignment | undefined;
}

interface Flags {
  on: Set<string>;
  off: Set<string>;
}

const known = 'aAfFgiIlnprtux';

/** declare, typeset, local, export, readonly: one command under several names. */
export const declare: Builtin = async (sh, argv, arrays) => {
  const name = argv[0] ?? '';
  const flags: Flags = { on: new Set(), off: new Set() };
  let at = 1;
  for (let arg = argv[at]; arg !== undefined && /^[-+]./.test(arg); arg = argv[at]) {
    at += 1;
    if (arg === '--') break;
    for (const letter of arg.slice(1)) {
      if (!known.includes(letter))
        return refuse(sh, argv, `${arg.charAt(0)}${letter}: invalid option`);
      (arg.startsWith('-') ? flags.on : flags.off).add(letter);
    }
  }
  if (name === 'export') (flags.on.delete('n') ? flags.off : flags.on).add('x');
  if (name === 'readonly') flags.on.add('r');
  if (name === 'local' && sh.depth === 0) return report(sh, argv, 'can only be used in a function');
  const requests = argv.slice(at).map((arg, i) => requestOf(arg, arrays.get(at + i)));
  if (flags.on.has('f') || flags.on.has('F')) return showFunctions(sh, flags, requests);
  if (requests.length === 0) return showAll(sh, name, flags);
  if (flags.on.has('p') && name !== 'export' && name !== 'readonly')
    return showSome(sh, argv, requests);
  let status = 0;
  for (const request of requests)
    status = (await declareOne(sh, argv, { request, flags })) || status;
  return status;
};

function requestOf(arg: string, array: Assignment | undefined): Request {
  const match = /^([A-Za-z_]\w*(?:\[[^]*?\])?)(\+?)=([^]*)$/.exec(arg);
  if (array) return { name: array.name, value: undefined, append: array.append === true, array };
  return { name: match?.[1] ?? arg, value: match?.[3], append: match?.[2] === '+', array };
}

interface Declaration {
  request: Request;
  flags: Flags;
}

async function declareOne(
  sh: Environment,
  argv: readonly string[],
  { request, flags }: Declaration,
): Promise<number> {
  const [name, index] = splitReference(request.name);
  const { variables } = sh;
  if (!isName(name)) return report(sh, argv, `\`${request.name}': not a valid identifier`);
  const isLocal =
    argv[0] === 'local' ||
    (/^(?:declare|typeset)$/.test(argv[0] ?? '') && sh.depth > 0 && !flags.on.has('g'));
  const variable = target(sh, name, { isLocal, isGlobal: flags.on.has('g') });
  if (
    variable.flags.includes('r') &&
    (request.value !== undefined || request.array || flags.off.has('r'))
  ) {
    return report(sh, argv, `${name}: readonly variable`);
  }
  if (flags.on.has('a') || index !== undefined) becomeArray(variable, 'indexed');
  if (flags.on.has('A')) becomeArray(variable, 'associative');
  if (request.array && variable.kind === 'scalar') becomeArray(variable, 'indexed');
  for (const flag of 'ilnux') {
    if (flags.off.has(flag)) variable.flags = variable.flags.replaceAll(flag, '');
    if (flags.on.has(flag) && flag !== 'n' && !variable.flags.includes(flag))
      variable.flags += flag;
  }
  if (request.array?.value.type === 'ArrayValue')
    await assignArray(sh, request.array, request.array.value);
  else if (request.value !== undefined)
    variables.set(request.name, request.value, { append: request.append, index });
  if (flags.on.has('n') && !variable.flags.includes('n')) variable.flags += 'n';
  if (flags.on.has('r') && !variable.flags.includes('r')) variable.flags += 'r';
  return 0;
}

function target(
  sh: Environment,
  name: string,
  { isLocal, isGlobal }: { isLocal: boolean; isGlobal: boolean },
): Variable {
  const { variables } = sh;
  if (isGlobal) return variables.declareGlobal(name);
  if (!isLocal) return variables.own(name) ?? variables.declareGlobal(name);
  if (variables.isLocal(name)) return variables.own(name) ?? variables.declare(name, '');
  const outer = variables.own(name);
  const made = variables.declare(name, outer?.flags.includes('x') ? 'x' : '');
  return made;
}

/** As `declare -p` shows a variable. */
function describe(sh: Environment, name: string): string {
  const variable = sh.variables.own(name);
  if (!variable) return '';
  const kind = { scalar: '', indexed: 'a', associative: 'A' }[variable.kind];
  const flags =
    kind +
    Array.from('ilnrux')
      .filter((flag) => variable.flags.includes(flag))
      .join('');
  const start = `declare -${flags || '-'} ${name}`;
  if (variable.kind === 'scalar') {
    return variable.value === undefined
      ? `${start}\n`
      : `${start}=${quoteDeclared(variable.value)}\n`;
  }
  if (!variable.items) return `${start}\n`;
  return `${start}=${elements(sh, name, variable.kind === 'associative')}\n`;
}

function elements(sh: Environment, name: string, isAssociative: boolean): string {
  const pairs = sh.variables.keys(name).map((key) => {
    const shown = isAssociative ? quoteKey(key) : key;
    return `[${shown}]=${quoteDeclared(sh.variables.element(name, key) ?? '')}`;
  });
  return isAssociative ? `(${pairs.map((pair) => `${pair} `).join('')})` : `(${pairs.join(' ')})`;
}

const quoteKey = (key: string): string => (/^[\w.:/-]+$/.test(key) ? key : quoteDeclared(key));

async function showAll(sh: Environment, name: string, { on }: Flags): Promise<number> {
  const wanted = [...on].filter((flag) => 'aAilnrux'.includes(flag));
  const names = name === 'local' ? sh.variables.localNames().sort() : sh.variables.names();
  const isPlain = (name === 'declare' || name === 'typeset') && on.size === 0;
  if (isPlain) return showValues(sh);
  for (const one of names) {
    const variable = sh.variables.own(one);
    const kind = { scalar: '', indexed: 'a', associative: 'A' }[variable?.kind ?? 'scalar'];
    const all = kind + (variable?.flags ?? '');
    if (!wanted.every((flag) => all.includes(flag))) continue;
    const text = describe(sh, one);
    await print(sh, name === 'local' ? text.replace(/^declare -\S+ /u, '') : text);
  }
  return 0;
}

/** As `set` without arguments shows the variables. */
export async function showValues(sh: Environment): Promise<number> {
  for (const name of sh.variables.names()) {
    const variable = sh.variables.own(name);
    if (variable?.kind === 'scalar' && variable.value !== undefined) {
      await print(sh, `${name}=${variable.value === '' ? '' : quoteIfNeeded(variable.value)}\n`);
    } else if (variable?.items)
      await print(sh, `${name}=${elements(sh, name, variable.kind === 'associative')}\n`);
  }
  return 0;
}

async function showSome(
  sh: Environment,
  argv: readonly string[],
  requests: readonly Request[],
): Promise<number> {
  let status = 0;
  for (const { name } of requests) {
    const text = describe(sh, name);
    if (text === '') status = await report(sh, argv, `${name}: not found`);
    else await print(sh, text);
  }
  return status;
}

async function showFunctions(
  sh: Environment,
  { on }: Flags,
  requests: readonly Request[],
): Promise<number> {
  const names =
    requests.length > 0 ? requests.map(({ name }) => name) : [...sh.functions.keys()].sort();
  let status = 0;
  for (const name of names) {
    const definition = sh.functions.get(name);
    if (!definition) status = 1;
    else if (on.has('x') && !on.has('p')) continue;
    else if (on.has('F'))
      await print(sh, requests.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
    else await print(sh, await functionText(sh, definition));
  }
  return status;
}

export const unset: Builtin = async (sh, argv) => {
  const isFunction = argv[1] === '-f';
  const isReference = argv[1] === '-n';
  let status = 0;
  for (const arg of argv.slice(/^-[fvn]$/.test(argv[1] ?? '') ? 2 : 1)) {
    const [name, index] = splitReference(arg);
    if (isFunction) sh.functions.delete(arg);
    else if (!isName(name)) {
      if (argv[1] === '-v') status = await report(sh, argv, `\`${arg}': not a valid identifier`);
    } else if (isReference) {
      const variable = sh.variables.own(name);
      if (variable) variable.flags = variable.flags.replaceAll('n', '');
      sh.variables.unset(name);
    } else if (sh.variables.own(name)) {
      if (sh.variables.own(name)?.flags.includes('r')) {
        status = await report(sh, argv, `${name}: cannot unset: readonly variable`);
      } else sh.variables.unset(name, index);
    } else if (argv[1] !== '-v') sh.functions.delete(arg);
  }
  return status;
};

export const alias: Builtin = async (sh, argv) => {
  let status = 0;
  const args = argv.slice(argv[1] === '-p' ? 2 : 1);
  const show = (name: string): Promise<void> =>
    print(sh, `alias ${name}=${quoteValue(sh.aliases.get(name) ?? '')}\n`);
  if (args.length === 0) for (const name of [...sh.aliases.keys()].sort()) await show(name);
  for (const arg of args) {
    const equals = arg.indexOf('=');
    if (equals > 0) sh.aliases.set(arg.slice(0, equals), arg.slice(equals + 1));
    else if (sh.aliases.has(arg)) await show(arg);
    else status = await report(sh, argv, `${arg}: not found`);
  }
  return status;
};

export const unalias: Builtin = async (sh, argv) => {
  if (argv[1] === '-a') sh.aliases.clear();
  let status = 0;
  for (const arg of argv.slice(1)) {
    if (arg !== '-a' && !sh.aliases.delete(arg))
      status = await report(sh, argv, `${arg}: not found`);
  }
  return status;
};
