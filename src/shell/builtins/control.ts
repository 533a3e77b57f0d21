import { readText } from '#process/streams.ts';
import { complain, output, print, type Environment } from '#shell/environment.ts';
import { attempt } from '#shell/file-error.ts';
import { Leave, signalNumbers } from '#shell/leave.ts';
import { absolute } from '#shell/path.ts';
import { quoteValue } from '#shell/expand/quote.ts';
import { compute } from '#shell/expand/word.ts';
import { letters } from '#shell/expand/value.ts';
import { showValues } from './declare.ts';
import { parseOptions, refuse, report, type Builtin } from './builtin.ts';

async function statusGiven(sh: Environment, argv: readonly string[]): Promise<number> {
  const [, given] = argv;
  if (given === undefined) return sh.status;
  if (/^[-+]?\d+$/.test(given)) return Number(given) & 255;
  await report(sh, argv, `${given}: numeric argument required`);
  return 2;
}

export const exit: Builtin = async (sh, argv) => {
  if (sh.isInteractive) await output(sh, 2).write('exit\n');
  throw new Leave('exit', await statusGiven(sh, argv));
};

export const leaveFunction: Builtin = async (sh, argv) => {
  if (sh.depth === 0 && sh.sourcing === 0) {
    await report(sh, argv, "can only `return' from a function or sourced script");
    return 2;
  }
  throw new Leave('return', await statusGiven(sh, argv));
};

export const leaveLoop: Builtin = async (sh, argv) => {
  const [name, given = '1'] = argv;
  if (sh.loops === 0) {
    await report(sh, argv, "only meaningful in a `for', `while', or `until' loop");
    return 0;
  }
  if (!/^\d+$/.test(given)) {
    await report(sh, argv, `${given}: numeric argument required`);
    throw new Leave('break', sh.loops);
  }
  const count = Number(given);
  if (count < 1) {
    await report(sh, argv, `${given}: loop count out of range`);
    throw new Leave('break', sh.loops);
  }
  throw new Leave(name === 'break' ? 'break' : 'continue', count);
};

export const evaluate: Builtin = (sh, argv) => {
  const text = argv.slice(argv[1] === '--' ? 2 : 1).join(' ');
  return text.trim() === '' ? Promise.resolve(0) : sh.host.engine.text(sh, text, { label: 'eval' });
};

export const source: Builtin = async (sh, argv) => {
  const [, name, ...args] = argv;
  if (name === undefined) return refuse(sh, argv, 'filename argument required');
  const read = attempt(() => sh.host.files.readText(absolute(sh.cwd, name)));
  const text = (await deviceText(sh, name)) ?? ('value' in read ? read.value : undefined);
  if (text === undefined) {
    const reason = 'reason' in read ? read.reason : '';
    await complain(
      sh,
      reason === 'Is a directory'
        ? `${argv[0] ?? ''}: ${name}: is a directory`
        : `${name}: ${reason}`,
    );
    return 1;
  }
  const before = { args: sh.args, stack: sh.stack };
  if (args.length > 0) sh.args = args;
  sh.stack = [{ name: 'source', from: sh.source }, ...sh.stack];
  sh.sourcing += 1;
  try {
    return await sh.host.engine.text(sh, text, { name });
  } catch (error) {
    if (!(error instanceof Leave) || error.kind !== 'return') throw error;
    return error.value;
  } finally {
    sh.sourcing -= 1;
    sh.stack = before.stack;
    if (args.length > 0) sh.args = before.args;
  }
};

/** What a device gives, if the name is one's: a substitution's, or what the shell itself reads. */
async function deviceText(sh: Environment, name: string): Promise<string | undefined> {
  const path = absolute(sh.cwd, name);
  const [, number] = /^\/dev\/(?:fd\/(\d+)|stdin)$/u.exec(path) ?? [];
  const device = sh.devices.get(path)?.read?.();
  if (device) return new TextDecoder().decode(device);
  const input =
    number === undefined && path !== '/dev/stdin'
      ? undefined
      : sh.descriptors.get(Number(number ?? 0))?.input;
  return input && readText(input);
}

export const exec: Builtin = async (sh, argv) => {
  const options = await parseOptions(sh, argv, 'cla:');
  if (!options) return 2;
  const [name] = options.rest;
  if (name === undefined) return 0;
  const isShell = /^(?:bash|sh)$/.test(name) && options.rest.length === 1;
  if (isShell && sh.isInteractive) return 0;
  const status = await sh.host.engine.call(sh, options.rest, {
    skipFunctions: true,
    skipBuiltins: true,
    quiet: true,
  });
  if (sh.missing) await complain(sh, `exec: ${name}: not found`);
  throw new Leave('exit', status);
};

export const shift: Builtin = async (sh, argv) => {
  const count = Number(argv[1] ?? 1);
  if (!Number.isInteger(count))
    return report(sh, argv, `${argv[1] ?? ''}: numeric argument required`);
  if (count < 0) return report(sh, argv, `${count}: shift count out of range`);
  if (count > sh.args.length) return 1;
  sh.args = sh.args.slice(count);
  return 0;
};

export const compile: Builtin = async (sh, argv) => {
  if (argv.length < 2) return report(sh, argv, 'expression expected');
  let value = 0n;
  for (const text of argv.slice(1)) value = await compute(sh, text);
  return Number(value === 0n);
};

export const getopts: Builtin = async (sh, argv) => {
  const [, spec = '', name = '', ...given] = argv;
  if (argv.length < 3) {
    await output(sh, 2).write('getopts: usage: getopts optstring name [arg ...]\n');
    return 2;
  }
  const args = given.length > 0 ? given : sh.args;
  const { variables } = sh;
  const at = Number(variables.get('OPTIND') ?? 1);
  if (at !== sh.getopts.at) sh.getopts = { at, within: 0 };
  const arg = args[at - 1];
  const isOver = arg === undefined || !/^-./.test(arg) || arg === '--';
  if (isOver && sh.getopts.within === 0) {
    variables.set(name, '?');
    variables.set('OPTIND', String(arg === '--' ? at + 1 : at));
    sh.getopts = { at: arg === '--' ? at + 1 : at, within: 0 };
    return 1;
  }
  return takeOption(sh, { spec, name, args, at });
};

interface Taking {
  spec: string;
  name: string;
  args: readonly string[];
  at: number;
}

async function takeOption(sh: Environment, { spec, name, args, at }: Taking): Promise<number> {
  const { variables } = sh;
  const arg = args[at - 1] ?? '';
  const within = sh.getopts.within || 1;
  const letter = arg.charAt(within);
  const isSilent = spec.startsWith(':');
  const place = letter === ':' ? -1 : spec.indexOf(letter, isSilent ? 1 : 0);
  const isLast = within + 1 >= arg.length;
  let next = isLast ? at + 1 : at;
  variables.unset('OPTARG');
  const wrong = async (value: string, text: string): Promise<void> => {
    variables.set(name, isSilent ? value : '?');
    if (isSilent) variables.set('OPTARG', letter);
    else if (variables.get('OPTERR') !== '0')
      await output(sh, 2).write(`${sh.name}: ${text} -- ${letter}\n`);
  };
  if (place < 0) await wrong('?', 'illegal option');
  else if (spec.charAt(place + 1) === ':') {
    const value = isLast ? args[at] : arg.slice(within + 1);
    next = isLast ? at + 2 : at + 1;
    if (value === undefined) {
      next = at + 1;
      await wrong(':', 'option requires an argument');
    } else {
      variables.set(name, letter);
      variables.set('OPTARG', value);
    }
    sh.getopts = { at: next, within: 0 };
    variables.set('OPTIND', String(next));
    return 0;
  } else variables.set(name, letter);
  sh.getopts = { at: next, within: isLast ? 0 : within + 1 };
  variables.set('OPTIND', String(next));
  return 0;
}

const optionNames =
  'allexport braceexpand emacs errexit errtrace functrace hashall histexpand history ignoreeof interactive-comments keyword monitor noclobber noexec noglob nolog notify nounset onecmd physical pipefail posix privileged verbose vi xtrace'.split(
    ' ',
  );

export const set: Builtin = async (sh, argv) => {
  if (argv.length === 1) return showValues(sh);
  let at = 1;
  for (let arg = argv[at]; arg !== undefined && /^[-+]/.test(arg); arg = argv[at]) {
    if (arg === '--' || arg === '-') {
      sh.args = argv.slice(at + 1);
      return 0;
    }
    at += 1;
    const isOn = arg.startsWith('-');
    for (const letter of arg.slice(1)) {
      const name =
        letter === 'o' ? argv[at] : Object.keys(letters).find((one) => letters[one] === letter);
      if (letter === 'o') {
        at += 1;
        if (name === undefined) return showOptions(sh, isOn);
      }
      if (name === undefined) return refuseSet(sh, `${arg.charAt(0)}${letter}: invalid option`);
      if (!optionNames.includes(name))
        return report(sh, argv, `${name}: invalid option name`).then(() => 2);
      if (isOn) sh.options.add(name);
      else sh.options.delete(name);
    }
  }
  if (at < argv.length) sh.args = argv.slice(at);
  return 0;
};

async function refuseSet(sh: Environment, reason: string): Promise<number> {
  await complain(sh, `set: ${reason}`);
  await output(sh, 2).write(
    'set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n',
  );
  return 2;
}

async function showOptions(sh: Environment, isTable: boolean): Promise<number> {
  for (const name of optionNames) {
    const isOn = sh.options.has(name) || name === 'interactive-comments';
    await print(
      sh,
      isTable
        ? `${name.padEnd(15)}\t${isOn ? 'on' : 'off'}\n`
        : `set ${isOn ? '-' : '+'}o ${name}\n`,
    );
  }
  return 0;
}

const shoptNames =
  'autocd cdspell checkjobs checkwinsize cmdhist dotglob execfail expand_aliases extglob failglob globasciiranges globskipdots globstar histappend histverify huponexit inherit_errexit interactive_comments lastpipe nocaseglob nocasematch nullglob patsub_replacement progcomp promptvars shift_verbose sourcepath xpg_echo'.split(
    ' ',
  );

export const shopt: Builtin = async (sh, argv) => {
  const options = await parseOptions(sh, argv, 'pqsuo');
  if (!options) return 2;
  const { flags, rest } = options;
  const known = flags.has('o') ? optionNames : shoptNames;
  let status = 0;
  for (const name of rest) {
    if (!known.includes(name))
      status = await report(sh, argv, `${name}: invalid shell option name`);
    else if (flags.has('s')) sh.options.add(name);
    else if (flags.has('u')) sh.options.delete(name);
    else if (!sh.options.has(name)) status = 1;
  }
  if (flags.has('q') || flags.has('s') || flags.has('u')) return status;
  for (const name of rest.length > 0 ? rest : known) {
    const isOn = sh.options.has(name);
    if (flags.has('p')) await print(sh, `shopt ${isOn ? '-s' : '-u'} ${name}\n`);
    else if (known.includes(name)) await print(sh, `${name.padEnd(15)}\t${isOn ? 'on' : 'off'}\n`);
  }
  return status;
};

/** EXIT, ERR, or a signal by name or number. */
function signalOf(text: string): string | undefined {
  const name = text.toUpperCase().replace(/^SIG/, '');
  if (text === '0' || name === 'EXIT') return 'EXIT';
  if (['ERR', 'DEBUG', 'RETURN'].includes(name)) return name;
  if (/^\d+$/.test(text))
    return Object.keys(signalNumbers).find((one) => signalNumbers[one] === Number(text));
  return Object.hasOwn(signalNumbers, name) ? name : undefined;
}

export const trap: Builtin = async (sh, argv) => {
  const args = argv.slice(argv[1] === '--' ? 2 : 1);
  const [action, ...signals] = args;
  const full = (name: string): string => (Object.hasOwn(signalNumbers, name) ? `SIG${name}` : name);
  if (action === '-l') return listSignals(sh);
  if (action === undefined || action === '-p') {
    const wanted = signals.map(signalOf);
    for (const [name, text] of [...sh.traps].sort(([a], [b]) => numberOf(a) - numberOf(b))) {
      if (wanted.length === 0 || wanted.includes(name))
        await print(sh, `trap -- ${quoteValue(text)} ${full(name)}\n`);
    }
    return 0;
  }
  const names = signals.length === 0 ? [action] : signals;
  let status = 0;
  for (const text of names) {
    const name = signalOf(text);
    if (name === undefined)
      status = await report(sh, argv, `${text}: invalid signal specification`);
    else if (action === '-' || signals.length === 0) sh.traps.delete(name);
    else sh.traps.set(name, action);
  }
  return status;
};

const numberOf = (name: string): number => signalNumbers[name] ?? (name === 'EXIT' ? 0 : 100);

export async function listSignals(sh: Environment): Promise<number> {
  const names = Object.entries(signalNumbers).map(
    ([name, number]) => `${String(number).padStart(2)}) SIG${name}`,
  );
  await print(sh, `${names.join('\n')}\n`);
  return 0;
}

export const caller: Builtin = () => Promise.resolve(1);
