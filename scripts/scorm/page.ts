import { parse, type HTMLElement } from 'node-html-parser';
import type { ScoConfig } from '../../src/sco/sitting.ts';
import { withPolicy } from '../delivery.ts';
import { relativeStyles } from './relative.ts';

/** What leads out of a chapter: an LMS goes from one to another, and knows only its own way. */
const leadsOut = [
  '.site-header .brand',
  '.site-header nav',
  '.outline',
  '.pager',
  '[data-slides]',
  '[data-quiz] > p',
  'script[type="speculationrules"]',
  'link[rel="canonical"]',
  'meta[http-equiv="content-security-policy"]',
].join(', ');

/** From a page in `fr/<chapter>/` to the root of the package. */
const toRoot = '../../';

export interface PageOptions {
  readonly config: ScoConfig;
  /** The script that speaks to the LMS, from the root of the package. */
  readonly script: string;
}

/** The page of a chapter as a package has it: by itself, its addresses relative, its policy anew. */
export function scoPage(html: string, { config, script }: PageOptions): string {
  const { chapter } = config;
  const root = parse(html, { comment: true });
  for (const element of root.querySelectorAll(leadsOut)) element.remove();
  for (const style of root.querySelectorAll('style'))
    style.set_content(relativeStyles(style.innerHTML, `${toRoot}_a/`));
  for (const link of root.querySelectorAll('a')) linkFrom(link, `/fr/${chapter}/`);
  for (const element of root.querySelectorAll('[src], link[href], [data-url], [data-quiz]'))
    for (const name of ['src', 'href', 'data-url', 'data-quiz', 'data-labs'])
      makeRelative(element, name);
  // What a chapter finds of the glossary and of itself is beside it.
  root.querySelector('html')?.setAttribute('data-base', '.');
  const head = root.querySelector('head');
  head?.insertAdjacentHTML(
    'beforeend',
    `<style>${withoutOutline}</style><meta name="maillage:sco" content="${attribute(JSON.stringify(config))}"><script type="module" src="${toRoot}${script}"></script>`,
  );
  root.querySelector('main')?.insertAdjacentHTML('afterbegin', warning);
  return withPolicy(root.toString());
}

const warning =
  '<p class="keeping" role="status" data-sco-warning hidden>La plateforme n’a pas enregistré vos derniers résultats. Gardez cette page ouverte : ils lui seront renvoyés avec la prochaine réponse.</p>';

/** The columns of a page whose first one is not there. */
const withoutOutline =
  '@media (width>=64rem){.columns:has(>.toc){grid-template-columns:minmax(0,1fr) 14rem}.columns>.toc{display:block}}';

function makeRelative(element: HTMLElement, name: string): void {
  const address = element.getAttribute(name);
  if (address?.startsWith('/') !== true) return;
  element.setAttribute(name, toRoot + address.slice(1));
}

/** A link stays in the chapter, opens another site beside it, fetches a file, or is no link any more. */
function linkFrom(link: HTMLElement, page: string): void {
  const address = link.getAttribute('href') ?? '';
  if (address.startsWith('#')) return;
  if (address.startsWith(`${page}#`)) link.setAttribute('href', address.slice(page.length));
  else if (/^https?:/.test(address)) {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener');
  } else if (link.hasAttribute('download')) makeRelative(link, 'href');
  else if (link.classList.contains('term')) {
    // Its definition comes beside it, by the keyboard as well.
    link.removeAttribute('href');
    link.setAttribute('role', 'button');
    link.setAttribute('tabindex', '0');
  } else link.replaceWith(...link.childNodes);
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
