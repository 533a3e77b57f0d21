import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { MdastPluginDefinition } from 'satteri';
import { authorError, fileOf, lineOf } from './author-error.ts';

const outside = /^(?:https?:)?\/\/|^\//;

/** Hugo serves `static/` at the root of the site, as Astro serves `public/`. */
function publicPath(url: string): string | undefined {
  return /(?:^|\/)static\/(.+)$/.exec(url)?.[1];
}

/**
 * Finds each image before Astro does, so that a missing one is said with its file and line. An image of the seed's
 * convention (`../../static/img/…`) is looked up beside the file, then in `public/`. With ALLOW_MISSING_IMAGES=1 a missing
 * image is a warning, and its alternative text takes its place.
 */
export const images: MdastPluginDefinition = {
  name: 'images',
  options: { position: true },
  image(node, ctx) {
    const url = decodeURI(node.url);
    if (outside.test(url) || !ctx.fileURL) return;
    if (existsSync(fileURLToPath(new URL(url, ctx.fileURL)))) return;
    const served = publicPath(url);
    if (served && existsSync(`public/${served}`)) {
      ctx.setProperty(node, 'url', `/${served}`);
      return;
    }
    const remedy = served
      ? `déposez le fichier dans public/${served}, ou corrigez le chemin.`
      : 'corrigez le chemin, relatif au chapitre.';
    const error = authorError(ctx, node, `image introuvable : ${url}`, remedy);
    if (process.env['ALLOW_MISSING_IMAGES'] !== '1') throw error;
    console.warn(`${fileOf(ctx)}:${lineOf(ctx, node)}: image introuvable : ${url} (ignorée)`);
    ctx.replaceNode(node, {
      type: 'emphasis',
      children: [{ type: 'text', value: `[image absente : ${node.alt || url}]` }],
    });
  },
};
