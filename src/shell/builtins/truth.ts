import type { Builtin } from './builtin.ts';

export const succeed: Builtin = () => Promise.resolve(0);
export const fail: Builtin = () => Promise.resolve(1);
