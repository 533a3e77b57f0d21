import type { Builtin } from './builtin.ts';

const names =
  ': true false . source eval exec exit logout return break continue shift let getopts set shopt trap caller enable complete bind [ test echo printf read mapfile readarray declare typeset local export readonly unset alias unalias cd pwd pushd popd dirs umask ulimit jobs fg bg wait kill disown times suspend history hash help env printenv timeout nohup nice xargs type command builtin which'.split(
    ' ',
  );

let loaded: ReadonlyMap<string, Builtin> | undefined;

/** The commands of the shell itself, by name; they are loaded together when the first of them runs. */
export const builtins: ReadonlyMap<string, Builtin> = new Map(
  names.map((name): [string, Builtin] => [
    name,
    async (sh, argv, arrays) => {
      loaded ??= (await sh.host.time.hold(import('./all.ts'))).allBuiltins;
      return (await loaded.get(name)?.(sh, argv, arrays)) ?? 127;
    },
  ]),
);
