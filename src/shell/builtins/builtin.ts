import type { Assignment } from 'unbash';
import { complain, output, type Environment } from '#shell/environment.ts';

/** A command of the shell itself. `arrays` are the `name=(…)` among its arguments, by index. */
export type Builtin = (
  sh: Environment,
  argv: readonly string[],
  arrays: ReadonlyMap<number, Assignment>,
) => Promise<number>;

export interface Options {
  flags: Set<string>;
  values: Map<string, string>;
  rest: string[];
}

/** Options in the way of getopt(3); a letter with a colon takes a value. Undefined once the complaint is printed. */
export async function parseOptions(
  sh: Environment,
  argv: readonly string[],
  spec: string,
): Promise<Options | undefined> {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  let at = 1;
  for (let arg = argv[at]; arg !== undefined && /^-./.test(arg); arg = argv[at]) {
    at += 1;
    if (arg === '--') break;
    for (let i = 1; i < arg.length; i += 1) {
      const letter = arg.charAt(i);
      const found = spec.indexOf(letter);
      if (found < 0 || letter === ':') {
        await refuse(sh, argv, `-${letter}: invalid option`);
        return undefined;
      }
      flags.add(letter);
      if (spec.charAt(found + 1) !== ':') continue;
      const value = arg.slice(i + 1) || argv[at];
      if (i + 1 >= arg.length) at += 1;
      if (value === undefined) {
        await refuse(sh, argv, `-${letter}: option requires an argument`);
        return undefined;
      }
      values.set(letter, value);
      break;
    }
  }
  return { flags, values, rest: argv.slice(at) };
}

const usages: Readonly<Record<string, string>> = {
  '.': '. filename [arguments]',
  alias: 'alias [-p] [name[=value] ... ]',
  cd: 'cd [-L|[-P [-e]] [-@]] [dir]',
  declare: 'declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]',
  export: 'export [-fn] [name[=value] ...] or export -p',
  hash: 'hash [-lr] [-p pathname] [-dt] [name ...]',
  jobs: 'jobs [-lnprs] [jobspec ...] or jobs -x command [args]',
  kill: 'kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]',
  local: 'local [option] name[=value] ...',
  mapfile:
    'mapfile [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]',
  printf: 'printf [-v var] format [arguments]',
  pwd: 'pwd [-LP]',
  read: 'read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]',
  readonly: 'readonly [-aAf] [name[=value] ...] or readonly -p',
  shopt: 'shopt [-pqsu] [-o] [optname ...]',
  source: 'source filename [arguments]',
  trap: 'trap [-lp] [[arg] signal_spec ...]',
  type: 'type [-afptP] name [name ...]',
  typeset: 'typeset [-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]',
  unalias: 'unalias [-a] name [name ...]',
  unset: 'unset [-f] [-v] [-n] [name ...]',
  wait: 'wait [-fn] [-p var] [id ...]',
};

/** A wrong option: the message, then how the command is used. */
export async function refuse(
  sh: Environment,
  argv: readonly string[],
  reason: string,
): Promise<number> {
  const name = argv[0] ?? '';
  await complain(sh, `${name}: ${reason}`);
  const usage = usages[name];
  if (usage !== undefined) await output(sh, 2).write(`${name}: usage: ${usage}\n`);
  return 2;
}

/** A mistake that the command reports under its own name. */
export async function report(
  sh: Environment,
  argv: readonly string[],
  reason: string,
): Promise<number> {
  await complain(sh, `${argv[0] ?? ''}: ${reason}`);
  return 1;
}
