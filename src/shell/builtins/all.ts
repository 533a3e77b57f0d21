import * as control from './control.ts';
import * as declarations from './declare.ts';
import * as folders from './folders.ts';
import { history } from './history.ts';
import { mapfile, read } from './input.ts';
import * as jobs from './jobs.ts';
import { createNameBuiltins, hash } from './names.ts';
import * as runners from './runners.ts';
import { echo, printf } from './text.ts';
import type { Builtin } from './builtin.ts';
import { test } from './test.ts';

const { declare } = declarations;

/** The commands of the shell itself, by name. */
export const allBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>(
  Object.entries({
    ':': control.doNothing,
    true: control.doNothing,
    false: control.fail,
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
    enable: control.doNothing,
    complete: control.doNothing,
    bind: control.doNothing,
    '[': test,
    test,
    echo,
    printf,
    read,
    mapfile,
    readarray: mapfile,
    declare,
    typeset: declare,
    local: declare,
    export: declare,
    readonly: declare,
    unset: declarations.unset,
    alias: declarations.alias,
    unalias: declarations.unalias,
    cd: folders.cd,
    pwd: folders.pwd,
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
  [...allBuiltins.keys()].filter((name) => !disguised.has(name)),
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
