import type { Rolldown } from 'vite';

/**
 * All that an entry needs at once in one file, whatever else lazy parts share with it: many small files would cost a
 * request each, and compress worse.
 */
export function oneChunk(name: string): Rolldown.CodeSplittingOptions {
  return { groups: [{ name, tags: ['$initial'] }] };
}
