import type { ElementContent } from 'hast';
import { htmlToHast, type HastPluginDefinition } from 'satteri';
import { fileOf, lineOf } from './author-error.ts';
import { diagramFigure } from './diagrams.ts';

/** Replaces each ```mermaid block by its picture, drawn at authoring time. */
export function mermaid(base: string): HastPluginDefinition {
  return {
    name: 'mermaid',
    options: { position: true },
    element: {
      filter: ['pre'],
      visit(node, ctx) {
        const code = node.children[0];
        if (code?.type !== 'element') return;
        const classes = code.properties['className'];
        if (!Array.isArray(classes) || !classes.includes('language-mermaid')) return;
        const place = { file: fileOf(ctx), line: lineOf(ctx, node), base: base.replace(/\/$/, '') };
        const tree = htmlToHast(diagramFigure(ctx.textContent(code), place), { fragment: true });
        if ('children' in tree) ctx.replaceNode(node, tree.children as ElementContent[]);
      },
    },
  };
}
