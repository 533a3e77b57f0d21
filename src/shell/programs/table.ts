import type { Program } from '#process/program.ts';

export const corePrograms: ReadonlyMap<string, Program> = new Map();
