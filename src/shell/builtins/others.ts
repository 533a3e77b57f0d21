import * as control from './control.ts';
import * as declarations from './declare.ts';
import * as folders from './folders.ts';
import { history } from './history.ts';
import { mapfile, read } from './input.ts';
import * as jobs from './jobs.ts';
import { createNameBuiltins, hash } from './names.ts';
import * as runners from './runners.ts';
import { printf } from './printf.ts';
import { builtins } from './table.ts';
import { succeed } from './truth.ts';
import type { Builtin } from './builtin.ts';

const { declare } = declarations;

/** What few lines use, by name. */
export const otherBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>(
  Object.entries({
    '.': control.source,
    source: control.source,
    eval: control.evaluate,
    exec: control.exec,
    exit: control.exit,
    logout: control.exit,
    return: control.leaveFunction,
    break: control.leaveLoop,
    continue: control.leaveLoop,
    shift: control.shift,
    let: control.compile,
    getopts: control.getopts,
    set: control.set,
    shopt: control.shopt,
    trap: control.trap,
    caller: control.caller,
    enable: succeed,
    complete: succeed,
    bind: succeed,
    printf,
    read,
    mapfile,
    readarray: mapfile,
    declare,
    typeset: declare,
    local: declare,
    readonly: declare,
    unset: declarations.unset,
    alias: declarations.alias,
    unalias: declarations.unalias,
    pushd: folders.pushd,
    popd: folders.popd,
    dirs: folders.dirs,
    umask: folders.umask,
    ulimit: folders.ulimit,
    jobs: jobs.jobs,
    fg: jobs.fg,
    bg: jobs.bg,
    wait: jobs.wait,
    kill: jobs.kill,
    disown: jobs.disown,
    times: jobs.times,
    suspend: jobs.suspend,
    history,
    hash,
    help: (sh: Parameters<Builtin>[0]) => help(sh),
    ...runners,
    ...createNameBuiltins(() => names),
  }),
);

const disguised = new Set(['which', ...Object.keys(runners)]);

const names: ReadonlySet<string> = new Set(
  [...builtins.keys()].filter((name) => !disguised.has(name)),
);

async function help(sh: Parameters<Builtin>[0]): Promise<number> {
  const list = [...names].sort().join(' ');
  await sh.descriptors
    .get(1)
    ?.output?.write(
      `GNU bash, version 5.2 (maillage: un interpréteur écrit pour ce cours)\nCommandes du shell :\n${list}\n`,
    );
  return 0;
}
