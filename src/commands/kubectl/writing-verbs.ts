import type { Verb } from './context.ts';

/** The verbs that write, and those that enter containers, by path. */
export const writingVerbs: readonly (readonly [string, Verb])[] = [];
