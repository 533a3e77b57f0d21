import { complain, output, print, type Environment } from '#shell/environment.ts';
import { findCommand } from '#shell/run/find-command.ts';
import { parseOptions, report, type Builtin } from './builtin.ts';
import { functionText } from './function-text.ts';

const keywords = new Set(
  'if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc'.split(
    ' ',
  ),
);

interface Meaning {
  kind: 'alias' | 'keyword' | 'function' | 'builtin' | 'file';
  path?: string;
}

function meanings(sh: Environment, name: string, builtins: ReadonlySet<string>): Meaning[] {
  const found: Meaning[] = [];
  if (sh.aliases.has(name) && sh.options.has('expand_aliases')) found.push({ kind: 'alias' });
  if (keywords.has(name)) found.push({ kind: 'keyword' });
  if (sh.functions.has(name)) found.push({ kind: 'function' });
  if (builtins.has(name)) found.push({ kind: 'builtin' });
  const command = findCommand(sh, name);
  if (command?.type === 'program' || command?.type === 'script')
    found.push({ kind: 'file', path: command.path });
  return found;
}

/** `type`, `command` and `builtin` know the builtins only when the table is complete. */
export function createNameBuiltins(names: () => ReadonlySet<string>): Record<string, Builtin> {
  const type: Builtin = async (sh, argv) => {
    const options = await parseOptions(sh, argv, 'afptP');
    if (!options) return 2;
    const { flags, rest } = options;
    let status = 0;
    for (const name of rest) {
      const all = meanings(sh, name, names()).filter(
        ({ kind }) => !(flags.has('f') && kind === 'function'),
      );
      const wanted = flags.has('P') ? all.filter(({ kind }) => kind === 'file') : all;
      const shown = flags.has('a') ? wanted : wanted.slice(0, 1);
      if (shown.length === 0) {
        status = 1;
        if (!flags.has('t') && !flags.has('p') && !flags.has('P'))
          await report(sh, argv, `${name}: not found`);
      }
      for (const meaning of shown) await showMeaning(sh, name, { meaning, flags });
    }
    return status;
  };

  const command: Builtin = async (sh, argv, arrays) => {
    const [, first] = argv;
    if (first === undefined) return 0;
    if (first === '-v' || first === '-V')
      return describeCommand(sh, argv.slice(2), { isLong: first === '-V', names: names() });
    const rest = argv.slice(first === '-p' || first === '--' ? 2 : 1);
    if (first.startsWith('-') && first !== '-p' && first !== '--') {
      await complain(sh, `command: ${first}: invalid option`);
      await output(sh, 2).write('command: usage: command [-pVv] command [arg ...]\n');
      return 2;
    }
    const shifted = new Map(
      [...arrays].map(([at, array]) => [at - argv.length + rest.length, array]),
    );
    return sh.host.engine.call(sh, rest, { skipFunctions: true, arrays: shifted });
  };

  const builtin: Builtin = async (sh, argv, arrays) => {
    const [, name] = argv;
    if (name === undefined) return 0;
    if (!names().has(name)) return report(sh, argv, `${name}: not a shell builtin`);
    const shifted = new Map([...arrays].map(([at, array]) => [at - 1, array]));
    return sh.host.engine.call(sh, argv.slice(1), {
      skipFunctions: true,
      skipPrograms: true,
      arrays: shifted,
    });
  };

  return { type, command, builtin, which };
}

async function showMeaning(
  sh: Environment,
  name: string,
  { meaning, flags }: { meaning: Meaning; flags: Set<string> },
): Promise<void> {
  const { kind, path } = meaning;
  if (flags.has('t')) return print(sh, `${kind}\n`);
  if (flags.has('p') || flags.has('P'))
    return path === undefined ? undefined : print(sh, `${path}\n`);
  switch (kind) {
    case 'alias':
      return print(sh, `${name} is aliased to \`${sh.aliases.get(name) ?? ''}'\n`);
    case 'keyword':
      return print(sh, `${name} is a shell keyword\n`);
    case 'builtin':
      return print(sh, `${name} is a shell builtin\n`);
    case 'file':
      return print(sh, `${name} is ${path ?? ''}\n`);
    case 'function': {
      const definition = sh.functions.get(name);
      return print(
        sh,
        `${name} is a function\n${definition ? await functionText(sh, definition) : ''}`,
      );
    }
  }
}

async function describeCommand(
  sh: Environment,
  words: readonly string[],
  { isLong, names }: { isLong: boolean; names: ReadonlySet<string> },
): Promise<number> {
  let status = words.length > 0 ? 1 : 0;
  for (const name of words) {
    const [meaning] = meanings(sh, name, names);
    if (!meaning) {
      if (isLong) await complain(sh, `command: ${name}: not found`);
      continue;
    }
    status = 0;
    if (isLong) await showMeaning(sh, name, { meaning, flags: new Set() });
    else if (meaning.kind === 'alias')
      await print(sh, `alias ${name}='${sh.aliases.get(name) ?? ''}'\n`);
    else await print(sh, `${meaning.path ?? name}\n`);
  }
  return status;
}

const which: Builtin = async (sh, argv) => {
  let status = 0;
  for (const name of argv.slice(1)) {
    const found = findCommand(sh, name);
    if (found?.type === 'program' || found?.type === 'script') await print(sh, `${found.path}\n`);
    else status = 1;
  }
  return argv.length > 1 ? status : 1;
};

export const hash: Builtin = async (sh, argv) => {
  if (argv[1] === '-r') return 0;
  if (argv.length === 1) {
    await print(sh, 'hash: hash table empty\n');
    return 0;
  }
  let status = 0;
  for (const name of argv.slice(1)) {
    if (!name.startsWith('-') && !findCommand(sh, name))
      status = await report(sh, argv, `${name}: not found`);
  }
  return status;
};
