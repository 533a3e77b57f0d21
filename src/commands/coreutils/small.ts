import { isFile } from '#commands/paths/is-file.ts';
import { resolvePath } from '#commands/paths/resolve-path.ts';
import type { Process, Program } from '#process/program.ts';
import type { Place, PlacedProgram } from './place.ts';

/** echo with `-n` and `-e`. */
export const echo: Program = async ({ argv, stdout }) => {
  const [, ...words] = argv;
  const flags: string[] = [];
  while (/^-[neE]+$/.test(words[0] ?? '')) flags.push(words.shift() ?? '');
  const text = words.join(' ');
  const isEscaped = flags.join('').includes('e');
  const end = flags.join('').includes('n') ? '' : '\n';
  await stdout.write(
    (isEscaped
      ? text.replace(/\\([nrt0\\])/g, (_, letter: string) => escapes[letter] ?? '')
      : text) + end,
  );
  return 0;
};

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '0': '\0',
  '\\': '\\',
};

export const pwd: Program = async ({ cwd, stdout }) => {
  await stdout.write(`${cwd}\n`);
  return 0;
};

/** The container's environment as the process has it. */
export const printenv: Program = async ({ argv, env, stdout }) => {
  const names = argv.slice(1);
  if (names.length === 0) {
    await stdout.write([...env].map(([name, value]) => `${name}=${value}\n`).join(''));
    return 0;
  }
  let code = 0;
  for (const name of names) {
    const value = env.get(name);
    if (value === undefined) code = 1;
    else await stdout.write(`${value}\n`);
  }
  return code;
};

/** env, with assignments and a command. */
export const env: PlacedProgram = (place) => async (process) => {
  const words = process.argv.slice(1);
  let variables = new Map(process.env);
  while (words[0]?.startsWith('-') === true || words[0]?.includes('=') === true) {
    const word = words.shift() ?? '';
    if (word === '-i' || word === '-') variables = new Map();
    else if (word === '-u') variables.delete(words.shift() ?? '');
    else if (word.includes('='))
      variables.set(word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1));
  }
  if (words.length === 0) return printenv({ ...process, argv: ['printenv'], env: variables });
  return start(place, { ...process, env: variables }, words);
};

/** timeout SECONDS COMMAND… */
export const timeout: PlacedProgram = (place) => async (process) => {
  const [limit = '', ...command] = process.argv
    .slice(1)
    .filter((word, at) => !(at === 0 && word.startsWith('-')));
  const [, amount, unit = 's'] = /^([\d.]+)([smh])?$/.exec(limit) ?? [];
  if (amount === undefined || command.length === 0) {
    await process.stderr.write(`timeout: invalid number '${limit}'\n`);
    return 1;
  }
  const ms = Number(amount) * 1000 * ({ s: 1, m: 60, h: 3600 }[unit] ?? 1);
  const inner = new AbortController();
  const outer = (): void => inner.abort(process.signal.reason);
  process.signal.addEventListener('abort', outer, { once: true });
  const done = new AbortController();
  const alarm = process.time.sleep(ms, done.signal).then(
    () => inner.abort('SIGTERM'),
    () => undefined,
  );
  const code = await start(place, { ...process, signal: inner.signal }, command);
  const isLate = inner.signal.aborted && !process.signal.aborted;
  done.abort('done');
  await alarm;
  process.signal.removeEventListener('abort', outer);
  return isLate ? 143 : code;
};

/** Undefined names end with 127, as execvp(3) has it. */
async function start(
  { find }: Place,
  process: Process,
  [name = '', ...args]: readonly string[],
): Promise<number> {
  const program = find(name.slice(name.lastIndexOf('/') + 1));
  if (program) return program({ ...process, argv: [name, ...args] });
  await process.stderr.write(
    `${process.argv[0]}: can't execute '${name}': No such file or directory\n`,
  );
  return 127;
}

/** What an image's entry point does with a command that is not its own: runs it; options alone are curl's. */
export const entrypoint: PlacedProgram = (place) => (process) => {
  const words = process.argv.slice(1);
  return start(place, process, words[0]?.startsWith('-') === false ? words : ['curl', ...words]);
};

export const hostname: PlacedProgram =
  ({ container }) =>
  async ({ argv, stdout }) => {
    const { host, ip } = container.network;
    await stdout.write(`${argv[1] === '-i' || argv[1] === '-I' ? ip : host}\n`);
    return 0;
  };

/** Users of images, by name: what `id` says of them. */
const users: Readonly<Record<string, number>> = {
  root: 0,
  curl_user: 100,
  nobody: 65_534,
  www: 33,
};

function userOf({ container }: Place): { name: string; id: number } {
  const asked =
    container.env.get('USER') ??
    (container.image?.includes('curlimages/curl') === true ? 'curl_user' : 'root');
  return { name: asked, id: users[asked] ?? 0 };
}

export const whoami: PlacedProgram =
  (place) =>
  async ({ stdout }) => {
    await stdout.write(`${userOf(place).name}\n`);
    return 0;
  };

export const id: PlacedProgram =
  (place) =>
  async ({ argv, stdout }) => {
    const { name, id: number } = userOf(place);
    const group = name === 'curl_user' ? { name: 'curl_group', id: 101 } : { name, id: number };
    const flags = argv.slice(1).join('');
    const isName = flags.includes('n');
    const text = flags.includes('u')
      ? String(isName ? name : number)
      : flags.includes('g')
        ? String(isName ? group.name : group.id)
        : `uid=${number}(${name}) gid=${group.id}(${group.name}) groups=${group.id}(${group.name})`;
    await stdout.write(`${text}\n`);
    return 0;
  };

/** The programs that the container has, by the first path where it would be. */
export const which: PlacedProgram =
  ({ find }) =>
  async ({ argv, stdout }) => {
    let code = 0;
    for (const name of argv.slice(1)) {
      if (find(name)) await stdout.write(`/usr/bin/${name}\n`);
      else code = 1;
    }
    return code;
  };

export const base64: Program = async (process) => {
  const { argv, stdin, stdout, stderr, files } = process;
  const words = argv.slice(1);
  const isDecoding = words.some((word) => word === '-d' || word === '--decode' || word === '-D');
  const isWhole = words.some((word) => /^(-w0?|--wrap=0)$/.test(word)) || words.includes('0');
  const name = words.find((word) => !word.startsWith('-') && word !== '0');
  const path = name === undefined || name === '-' ? undefined : resolvePath(process, name);
  if (path !== undefined && !isFile(files, path)) {
    await stderr.write(`base64: can't open '${name}': No such file or directory\n`);
    return 1;
  }
  let binary = '';
  const add = (bytes: Uint8Array): void => {
    for (const byte of bytes) binary += String.fromCharCode(byte);
  };
  if (path === undefined) for await (const chunk of stdin) add(chunk);
  else add(files.read(path));
  if (isDecoding) {
    const text = binary.replace(/\s/g, '');
    const isWell = /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0;
    if (!isWell) {
      await stderr.write('base64: truncated input\n');
      return 1;
    }
    const decoded = atob(text);
    await stdout.write(Uint8Array.from(decoded, (character) => character.charCodeAt(0)));
    return 0;
  }
  const text = btoa(binary);
  await stdout.write(isWhole ? text : `${text.replace(/(.{76})(?=.)/g, '$1\n')}\n`);
  return 0;
};

/** What the course does not have says so. */
export const honest =
  (name: string): Program =>
  async ({ stderr }) => {
    await stderr.write(`maillage: ${name} n’est pas simulé dans ce cours\n`);
    return 1;
  };
