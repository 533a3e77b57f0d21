import type { Plugin } from 'vite';

/**
 * xterm.js 6 inserts `<style>` elements and sets `style` attributes, which the site's policy refuses.
 * Rewrites these four places to constructable style sheets and to the CSSOM, and stops the build when
 * a new release of xterm.js no longer has them.
 */
export function xtermCsp(): Plugin {
  return {
    name: 'maillage:xterm-csp',
    // A prebundled dependency does not pass through `transform`.
    config: () => ({ optimizeDeps: { exclude: ['@xterm/xterm', '@xterm/addon-fit'] } }),
    transform: {
      filter: { id: /@xterm[/\\]xterm[/\\]lib[/\\]xterm\.mjs/ },
      handler: (code) => ({ code: rewriteXterm(code), map: null }),
    },
  };
}

export function rewriteXterm(code: string): string {
  const sheets = replaceExactly(code, 3, styleElement, 'maillageStyle($1)');
  return adoptedStyle + replaceExactly(sheets, 1, styleAttribute, '$1.style.cssText+=`${$2};`');
}

const styleElement = /([\w$]+(?:\.[\w$]+)*)\.createElement\("style"\)/g;
const styleAttribute =
  /([\w$]+)\.setAttribute\("style",`\$\{\1\.getAttribute\("style"\)\|\|""\}\$\{([\w$]+)\};`\)/g;

/** Stands for a `<style>`: an inert element whose text goes to an adopted style sheet. */
const adoptedStyle = `function maillageStyle(document) {
  const element = document.createElement("template");
  const sheet = new document.defaultView.CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  Object.defineProperty(element, "textContent", { set: (text) => sheet.replaceSync(text) });
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    element.parentNode?.removeChild(element);
  };
  return element;
}
`;

function replaceExactly(code: string, times: number, pattern: RegExp, by: string): string {
  const found = code.match(pattern)?.length ?? 0;
  if (found !== times) {
    throw new Error(
      `src/terminal/xterm-csp.ts : ${pattern} trouvé ${found} fois dans xterm.js au lieu de ${times}.\n` +
        '  Remède : comparez avec la nouvelle version de @xterm/xterm et adaptez les motifs, ou revenez à la précédente.',
    );
  }
  return code.replace(pattern, by);
}
