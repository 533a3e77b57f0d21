import { later } from '#process/later.ts';
import type { Builtin } from './builtin.ts';

const names =
  ': true false . source eval exec exit logout return break continue shift let getopts set shopt trap caller enable complete bind [ test echo printf read mapfile readarray declare typeset local export readonly unset alias unalias cd pwd pushd popd dirs umask ulimit jobs fg bg wait kill disown times suspend history hash help env printenv timeout nohup nice xargs type command builtin which'.split(
    ' ',
  );

const usualNames = new Set([':', 'true', 'false', '[', 'test', 'echo', 'export', 'cd', 'pwd']);

const usual = later(async () => (await import('./usual.ts')).usualBuiltins);
const others = later(async () => (await import('./others.ts')).otherBuiltins);

/** The commands of the shell itself, by name; the usual ones are loaded together when the first of them runs, and so are the others. */
export const builtins: ReadonlyMap<string, Builtin> = new Map(
  names.map((name): [string, Builtin] => {
    const part = usualNames.has(name) ? usual : others;
    return [
      name,
      async (sh, argv, arrays) => {
        const loaded = part.value ?? (await sh.host.time.hold(part.load()));
        return (await loaded.get(name)?.(sh, argv, arrays)) ?? 127;
      },
    ];
  }),
);
