import type { Element } from 'hast';
import type { HastPluginDefinition } from 'satteri';

/** Alignment by class (a strict CSP refuses `style=`) and wide tables that scroll by themselves, keyboard included. */
export const tables: HastPluginDefinition = {
  name: 'tables',
  element: [
    {
      filter: ['th', 'td'],
      visit(node, ctx) {
        const style = node.properties['style'];
        const align =
          typeof style === 'string' ? /text-align:\s*(\w+)/.exec(style)?.[1] : undefined;
        const alignment = align ?? node.properties['align'];
        if (style !== undefined) ctx.setProperty(node, 'style', null);
        if (node.properties['align'] !== undefined) ctx.setProperty(node, 'align', null);
        if (typeof alignment === 'string')
          ctx.setProperty(node, 'className', [`align-${alignment}`]);
        if (node.tagName !== 'th') return;
        // The corner of a table with two headers heads nothing.
        if (ctx.textContent(node).trim() === '') ctx.replaceNode(node, { ...node, tagName: 'td' });
        else ctx.setProperty(node, 'scope', 'col');
      },
    },
    {
      filter: ['table'],
      visit(node, ctx) {
        const region: Element = {
          type: 'element',
          tagName: 'div',
          properties: { className: ['table'], tabIndex: 0, role: 'group', ariaLabel: 'Tableau' },
          children: [],
        };
        ctx.wrapNode(node, region);
      },
    },
  ],
};
