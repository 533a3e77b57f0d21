import type { Rolldown } from 'vite';

/**
 * What draws a terminal and runs its first line. A function that a browser compiles when it is first called costs the thread
 * that calls it: a third of what opening a lab cost the page.
 */
const calledAtOnce = ['client', 'xterm', 'first-line'];

/** Has Chromium compile all of such a file while it arrives, beside the page's thread, and keep it compiled (https://v8.dev/blog/explicit-compile-hints). */
export function compileHint({ name }: Pick<Rolldown.RenderedChunk, 'name'>): string {
  return calledAtOnce.includes(name) ? '//# allFunctionsCalledOnLoad' : '';
}
