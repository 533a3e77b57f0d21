import type { Process, Program } from '#process/program.ts';
import { absolute } from '#shell/path.ts';
import { complain, parseOptions } from './arguments.ts';

const long = {
  'canonicalize-existing': 'e',
  'canonicalize-missing': 'm',
  logical: 'L',
  physical: 'P',
  quiet: 'q',
  strip: 's',
  'no-symlinks': 's',
  zero: 'z',
  'relative-to:': 'to',
  'relative-base:': 'base',
};

/** What has to be there: all of the path, all but its last part, or nothing. */
export type Need = 'all' | 'parent' | 'none';

/** GNU realpath, where no file is a link. */
export const realpath: Program = async (process) => {
  const options = await parseOptions(process, { letters: 'emLPqsz', long });
  if (!options) return 1;
  const { stdout, stderr } = process;
  if (options.rest.length === 0) {
    await stderr.write("realpath: missing operand\nTry 'realpath --help' for more information.\n");
    return 1;
  }
  // Of both, the one that was typed last counts.
  const need = [...options.values.keys()].reduce<Need>(
    (known, letter) => (letter === 'e' ? 'all' : letter === 'm' ? 'none' : known),
    'parent',
  );
  const base = options.values.get('base');
  const from = { to: options.values.get('to') ?? base, base };
  for (const folder of [from.to, from.base]) {
    const reason = folder === undefined ? undefined : reasonAgainst(process, folder, need);
    if (reason !== undefined) return complain(process, `${folder || "''"}: ${reason}`);
  }
  let status = 0;
  for (const name of options.rest) {
    const reason = reasonAgainst(process, name, need);
    if (reason === undefined)
      await stdout.write(
        `${relative(process, absolute(process.cwd, name), from)}${options.has('z') ? '\0' : '\n'}`,
      );
    else {
      status = 1;
      if (!options.has('q')) await complain(process, `${name || "''"}: ${reason}`);
    }
  }
  return status;
};

/** Why a path has no real one. */
export function reasonAgainst(
  { files, cwd }: Process,
  name: string,
  need: Need,
): string | undefined {
  if (name === '') return 'No such file or directory';
  if (need === 'none') return undefined;
  const parts = name.split('/').filter((part) => part !== '');
  const last = parts.length - 1;
  for (const [i] of parts.entries()) {
    const path = absolute(name.startsWith('/') ? '/' : cwd, parts.slice(0, i + 1).join('/'));
    const type = files.stat(path)?.type;
    const isWhole = i === last;
    if (type === undefined && !(isWhole && need === 'parent')) return 'No such file or directory';
    if (type === 'file' && !(isWhole && !name.endsWith('/'))) return 'Not a directory';
  }
  return undefined;
}

/** The path as it is written from a folder, where it is asked for: below the base only, if there is one. */
function relative(
  { cwd }: Process,
  path: string,
  { to, base }: { to: string | undefined; base: string | undefined },
): string {
  const isBelow = (folder: string, one: string): boolean =>
    folder === '/' || `${one}/`.startsWith(`${folder}/`);
  if (to === undefined) return path;
  const folder = absolute(cwd, to);
  if (base !== undefined) {
    const top = absolute(cwd, base);
    if (!isBelow(top, folder) || !isBelow(top, path)) return path;
  }
  const [down, up] = [path, folder].map((one) => one.split('/').filter((part) => part !== ''));
  if (!down || !up) return path;
  let shared = 0;
  while (shared < up.length && up[shared] === down[shared]) shared += 1;
  return [...up.slice(shared).map(() => '..'), ...down.slice(shared)].join('/') || '.';
}
