import type { HastPluginDefinition } from 'satteri';

/** Root links follow the site under a sub-path; links to other sites give no window handle and are marked. */
export function links(base: string): HastPluginDefinition {
  const prefix = base.replace(/\/$/, '');
  const underBase = (url: unknown) =>
    typeof url === 'string' && url.startsWith('/') && !url.startsWith('//') ? prefix + url : url;
  return {
    name: 'links',
    element: [
      {
        filter: ['a'],
        visit(node, ctx) {
          const href = node.properties['href'];
          if (typeof href !== 'string') return;
          if (/^https?:/.test(href)) ctx.setProperty(node, 'rel', 'noopener');
          else if (prefix) ctx.setProperty(node, 'href', underBase(href));
        },
      },
      {
        filter: ['img'],
        visit(node, ctx) {
          if (prefix) ctx.setProperty(node, 'src', underBase(node.properties['src']));
        },
      },
    ],
  };
}
