import type { Plugin } from 'vite';
import { frenchSpaces } from '../src/course/typography.ts';

/** Where words stand that readers see. */
const ours = /\/src\/(?:components|islands|layouts|pages|session)\/[^?]+\.(?:astro|tsx?)$/;

/**
 * The words of the interface with the spaces of French typography, which nobody types, so that no line begins with a colon.
 * Sources are code for the most part, to which these spaces are like any other; Astro's come compiled, without their styles.
 */
export function frenchText(): Plugin {
  return {
    name: 'maillage:french-text',
    enforce: 'pre',
    transform(source, id) {
      return ours.test(id) ? { code: frenchSpaces(source), map: null } : undefined;
    },
  };
}
