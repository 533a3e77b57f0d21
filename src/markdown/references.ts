import type { MdastPluginEntry } from 'satteri';
import { authorError } from './author-error.ts';
import { attribute } from './jsx.ts';

/** `<Term id>` must name a term of the glossary, `<Update source>` a source of the front matter. */
export function references(terms: ReadonlySet<string>): MdastPluginEntry {
  return ({ data }) => {
    const sources: readonly { id: string }[] = data.astro?.frontmatter['sources'] ?? [];
    return {
      name: 'references',
      options: { position: true },
      mdxJsxTextElement(node, ctx) {
        if (node.name !== 'Term') return;
        const id = attribute(node, 'id') ?? '';
        if (terms.has(id)) return;
        throw authorError(
          ctx,
          node,
          `le terme « ${id} » n’est pas dans le glossaire.`,
          'ajoutez-le à content/glossary.yaml ou corrigez id.',
        );
      },
      mdxJsxFlowElement(node, ctx) {
        if (node.name !== 'Update') return;
        const id = attribute(node, 'source') ?? '';
        if (sources.some((source) => source.id === id)) return;
        throw authorError(
          ctx,
          node,
          `la source « ${id} » de cette mise à jour n’est pas dans l’en-tête.`,
          'ajoutez-la à « sources » ou corrigez source.',
        );
      },
    };
  };
}
