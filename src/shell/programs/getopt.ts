/** An option as it was typed, by the letter that it stands for. */
export interface Given {
  letter: string;
  value: string | undefined;
}

export interface GetoptSpec {
  /** As getopt(3) takes them: `b:` has a value, `w::` may have one, in the same word. */
  letters: string;
  /** Long names with the letter that each stands for; a colon after those that take a value, two after those that may. */
  long?: Readonly<Record<string, string>>;
}

type Read = { given: Given[]; rest: string[] } | { wrong: string };

/** The options of a line in any order, as getopt_long(3) of glibc reads them, and what is left; or its complaint. */
export function getopt(args: readonly string[], { letters, long }: GetoptSpec): Read {
  const given: Given[] = [];
  const rest: string[] = [];
  const names = { ...long, help: 'help', version: 'version' };
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--') {
      rest.push(...args.slice(at + 1));
      break;
    }
    if (!arg.startsWith('-') || arg === '-') {
      rest.push(arg);
      continue;
    }
    const next = args[at + 1];
    const taken = arg.startsWith('--') ? takeLong(arg, next, names) : takeShort(arg, next, letters);
    if ('wrong' in taken) return taken;
    given.push(...taken.given);
    if (taken.usesNext) at += 1;
  }
  return { given, rest };
}

type Taken = { given: Given[]; usesNext: boolean } | { wrong: string };

function takeLong(
  arg: string,
  next: string | undefined,
  long: Readonly<Record<string, string>>,
): Taken {
  const [, typed = '', value] = /^--([^=]*)(?:=([\s\S]*))?$/u.exec(arg) ?? [];
  const names = Object.keys(long).map((key) => ({ key, name: key.replace(/:+$/u, '') }));
  const begun = names.filter(({ name }) => name.startsWith(typed));
  const found = names.find(({ name }) => name === typed) ?? begun[0];
  if (!found)
    return { wrong: `unrecognized option '--${typed}${value === undefined ? '' : `=${value}`}'` };
  const meanings = new Set(begun.map(({ key }) => long[key]));
  if (found.name !== typed && meanings.size > 1) {
    const list = begun.map(({ name }) => `'--${name}'`).join(' ');
    return { wrong: `option '${arg}' is ambiguous; possibilities: ${list}` };
  }
  const letter = long[found.key] ?? '';
  if (found.key === found.name && value !== undefined)
    return { wrong: `option '--${found.name}' doesn't allow an argument` };
  const needs = found.key.endsWith(':') && !found.key.endsWith('::');
  if (!needs || value !== undefined) return { given: [{ letter, value }], usesNext: false };
  if (next === undefined) return { wrong: `option '--${found.name}' requires an argument` };
  return { given: [{ letter, value: next }], usesNext: true };
}

function takeShort(arg: string, next: string | undefined, letters: string): Taken {
  const given: Given[] = [];
  for (let at = 1; at < arg.length; at += 1) {
    const letter = arg.charAt(at);
    const place = letters.indexOf(letter);
    if (place < 0 || letter === ':') return { wrong: `invalid option -- '${letter}'` };
    if (letters.charAt(place + 1) !== ':') {
      given.push({ letter, value: undefined });
      continue;
    }
    const value = arg.slice(at + 1);
    if (value !== '' || letters.charAt(place + 2) === ':')
      return {
        given: [...given, { letter, value: value === '' ? undefined : value }],
        usesNext: false,
      };
    if (next === undefined) return { wrong: `option requires an argument -- '${letter}'` };
    return { given: [...given, { letter, value: next }], usesNext: true };
  }
  return { given, usesNext: false };
}
