import type { Builtin } from './builtin.ts';
import { declare } from './declare.ts';
import { echo } from './echo.ts';
import { cd, pwd } from './folders.ts';
import { test } from './test.ts';
import { fail, succeed } from './truth.ts';

/** What most lines use, by name. */
export const usualBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>(
  Object.entries({
    ':': succeed,
    true: succeed,
    false: fail,
    '[': test,
    test,
    echo,
    export: declare,
    cd,
    pwd,
  }),
);
