import type { Plugin } from 'vite';
import { frenchSpaces } from '../src/course/typography.ts';

/** Where words stand that readers see. */
const ours = /\/src\/(?:components|islands|layouts|pages|session)\/[^?]+\.(?:astro|tsx?)$/;
const style = /(<style[\s\S]*?<\/style>)/;

/**
 * The words of the interface with the spaces of French typography, which nobody types, so that no line begins with a colon.
 * A source is code for the most part: there such a space is as good as any other, but for style sheets.
 */
export function withFrenchSpaces(source: string): string {
  return source
    .split(style)
    .map((piece, index) => (index % 2 === 0 ? frenchSpaces(piece) : piece))
    .join('');
}

export function frenchText(): Plugin {
  return {
    name: 'maillage:french-text',
    enforce: 'pre',
    transform(source, id) {
      return ours.test(id) ? { code: withFrenchSpaces(source), map: null } : undefined;
    },
  };
}
