import type { MdastPluginDefinition } from 'satteri';

interface Child {
  readonly type: string;
  readonly name?: string | null;
}

const pageOnly = new Set(['ChapterOnly', 'Notes']);

/** A section whose slide would show nothing but its title. */
function isForPageOnly(children: readonly Child[]): boolean {
  const rest = children.filter(({ type }) => type !== 'heading' && type !== 'mdxjsEsm');
  return rest.length > 0 && rest.every(({ name }) => pageOnly.has(name ?? ''));
}

function cutAtBreaks<T extends Child>(children: readonly T[]): T[][] {
  const sections: T[][] = [[]];
  for (const child of children) {
    if (child.type === 'thematicBreak') sections.push([]);
    else sections.at(-1)?.push(child);
  }
  return sections.filter((section) => section.length > 0);
}

/** The seed's convention: what stands between two `---` is a section of the page and a slide of the deck. */
export const sections: MdastPluginDefinition = {
  name: 'sections',
  before(root, ctx) {
    const cut = cutAtBreaks(root.children).map((children) => ({
      type: 'section',
      children,
      data: {
        hName: 'section',
        hProperties: isForPageOnly(children) ? { className: ['page-only'] } : {},
      },
    }));
    ctx.setProperty(root, 'children', cut);
  },
};
