import type { Process, Program } from '#process/program.ts';
import { complain, parseOptions, type Options } from './arguments.ts';

interface User {
  name: string;
  number: number;
}

const root: User = { name: 'root', number: 0 };

/** Who is at this terminal; there is nobody else but root, and each is alone in a group of the same name. */
function current({ env }: Process): User {
  const name = env.get('USER') ?? root.name;
  return name === root.name ? root : { name, number: 1000 };
}

function findUser(process: Process, asked: string): User | undefined {
  const number = /^\+?\d+$/u.test(asked) ? Number(asked) : undefined;
  return [current(process), root].find((user) => user.name === asked || user.number === number);
}

const long = {
  user: 'u',
  group: 'g',
  groups: 'G',
  name: 'n',
  real: 'r',
  zero: 'z',
  context: 'Z',
};

/** GNU id. */
const id: Program = async (process) => {
  const options = await parseOptions(process, { letters: 'augGnrzZ', long });
  if (!options) return 1;
  const wrong = misuse(options);
  if (wrong !== undefined) return complain(process, wrong);
  const end = options.has('z') ? (options.rest.length > 1 ? '\0\0' : '\0') : '\n';
  return forEachUser(process, options.rest, (user) => `${shown(options, user)}${end}`);
};

function misuse({ has }: Options): string | undefined {
  if (has('Z')) return '--context (-Z) works only on an SELinux-enabled kernel';
  const count = ['u', 'g', 'G'].filter((letter) => has(letter)).length;
  if (count > 1) return 'cannot print "only" of more than one choice';
  if (count === 1) return undefined;
  if (has('n', 'r')) return 'cannot print only names or real IDs in default format';
  return has('z') ? 'option --zero not permitted in default format' : undefined;
}

function shown({ has }: Options, { name, number }: User): string {
  if (has('u', 'g', 'G')) return has('n') ? name : `${number}`;
  const full = `${number}(${name})`;
  return `uid=${full} gid=${full} groups=${full}`;
}

/** GNU groups: without a name before them for the one who asks. */
const groups: Program = async (process) => {
  const options = await parseOptions(process, { letters: '' });
  if (!options) return 1;
  const isNamed = options.rest.length > 0;
  return forEachUser(process, options.rest, ({ name }) =>
    isNamed ? `${name} : ${name}\n` : `${name}\n`,
  );
};

async function forEachUser(
  process: Process,
  names: readonly string[],
  print: (user: User) => string,
): Promise<number> {
  if (names.length === 0) await process.stdout.write(print(current(process)));
  let status = 0;
  for (const name of names) {
    const user = findUser(process, name);
    if (user) await process.stdout.write(print(user));
    else status = await complain(process, `‘${name}’: no such user`);
  }
  return status;
}

export const identities: Readonly<Record<string, Program>> = { id, groups };
