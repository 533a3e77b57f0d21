import { frenchTypography } from '#course/typography.ts';
import type { MdastPluginEntry } from 'satteri';
import { authorError } from './author-error.ts';

const citation = /\[\^([a-z\d-]+)\]/g;

interface Source {
  readonly id: string;
}

/** Text with its citations cut out: `['a', 'id', 'b']` for « a[^id]b ». */
function splitCitations(text: string): string[] {
  return text.split(citation);
}

function citationLink(id: string, number: number) {
  return {
    type: 'link' as const,
    url: `#source-${id}`,
    children: [{ type: 'text' as const, value: String(number) }],
    data: { hProperties: { className: ['cite'], ariaLabel: `Source ${number}` } },
  };
}

/** French typography, and `[^id]` turned into a link to a source of the front matter. Code is another node: untouched. */
export const prose: MdastPluginEntry = ({ data }) => {
  const declared: readonly Source[] = data.astro?.frontmatter['sources'] ?? [];
  const numbers = new Map(declared.map(({ id }, index) => [id, index + 1]));
  return {
    name: 'prose',
    options: { position: true },
    text(node, ctx) {
      if (/^https?:\/\//.test(node.value)) return;
      const pieces = splitCitations(node.value).map((piece, index) => {
        if (index % 2 === 0) return { type: 'text' as const, value: frenchTypography(piece) };
        const number = numbers.get(piece);
        if (number !== undefined) return citationLink(piece, number);
        throw authorError(
          ctx,
          node,
          `la source « ${piece} » n’est pas dans l’en-tête.`,
          `ajoutez-la à « sources » (id, title, url) ou corrigez [^${piece}].`,
        );
      });
      const first = pieces[0];
      if (pieces.length === 1 && first?.type === 'text') {
        if (first.value !== node.value) ctx.setProperty(node, 'value', first.value);
        return;
      }
      ctx.replaceNode(
        node,
        pieces.filter((piece) => piece.type === 'link' || piece.value !== ''),
      );
    },
  };
};
