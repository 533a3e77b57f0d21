import { readFileSync } from 'node:fs';
import { satteri } from '@astrojs/markdown-satteri';
import { transformerMetaHighlight, transformerNotationDiff } from '@shikijs/transformers';
import { glossarySchema } from '#schemas/glossary.ts';
import { parseYamlFile } from '#schemas/yaml-file.ts';
import { codeBlock } from './code-block.ts';
import { images } from './images.ts';
import { labBlocks } from './lab.ts';
import { links } from './links.ts';
import { mermaid } from './mermaid.ts';
import { prose } from './prose.ts';
import { references } from './references.ts';
import { sections } from './sections.ts';
import { tables } from './tables.ts';

function glossaryIds(): ReadonlySet<string> {
  const file = 'content/glossary.yaml';
  const { terms } = parseYamlFile(readFileSync(file, 'utf8'), file, glossarySchema);
  return new Set(terms.map(({ id }) => id));
}

/** How chapters become HTML: Astro's `markdown` setting. `base` is the path that the site is served under. */
export function markdownPipeline(base: string) {
  return {
    processor: satteri({
      mdastPlugins: [images, references(glossaryIds()), labBlocks, prose, sections],
      hastPlugins: [mermaid(base), tables, links(base)],
      features: { smartPunctuation: false },
    }),
    syntaxHighlight: { type: 'shiki' as const, excludeLangs: ['mermaid'] },
    shikiConfig: {
      theme: 'css-variables' as const,
      transformers: [transformerMetaHighlight(), transformerNotationDiff(), codeBlock],
    },
  };
}
