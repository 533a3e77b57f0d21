/*
 * The built site names its files from its root: `/_a/x.js`. A package lives wherever an LMS puts it. A built script names the
 * others by a whole literal, and what it preloads by one function of the bundler; nothing else is guessed.
 */

const literal = /(["'`])\/_a\/([\w.-]+)\1/g;
/** Vite's, minified: the root before each name. */
const preloadRoot = /function\((\w+)\)\{return`\/`\+\1\}/;

/** A script of `_a/`, with addresses from where it is. */
export function relativeScript(code: string): string {
  return code
    .replace(preloadRoot, 'function($1){return new URL(`../`+$1,import.meta.url).href}')
    .replace(literal, 'new URL(`$2`,import.meta.url).href');
}

/** A style sheet, or the styles of a page: `toAssets` leads from it to `_a/`. */
export function relativeStyles(css: string, toAssets: string): string {
  return css.replaceAll(/url\((["']?)\/_a\//g, `url($1${toAssets}`);
}

const namedFromRoot = [
  // A file of the site, as a whole text or at its beginning.
  /["'`(]\/(?:_a|fr|diagrams)\//,
  /["'`(]\/icon\.svg/,
  preloadRoot,
];
/** Of a page. A script may print a page, of what it simulates. */
const attributeFromRoot = /\s(?:href|src|srcset|action|poster|data-[a-z]+)="\/(?!\/)/;

/** What the text of this file still names from the root; undefined when it names nothing so. */
export function rootAddressIn(path: string, text: string): string | undefined {
  const patterns = path.endsWith('.html') ? [...namedFromRoot, attributeFromRoot] : namedFromRoot;
  for (const pattern of patterns) {
    const found = pattern.exec(text);
    if (found) return text.slice(Math.max(0, found.index - 40), found.index + 60);
  }
  return undefined;
}
