import mdx from '@astrojs/mdx';
import react from '@astrojs/react';
import { defineConfig } from 'astro/config';
import { compileHint } from './scripts/compile-hints.ts';
import { delivery } from './scripts/delivery.ts';
import { intentDirective } from './scripts/intent-directive.ts';
import { frenchText } from './scripts/french-text.ts';
import { engineChunks } from './scripts/engine-chunks.ts';
import { searchIndex } from './scripts/search-index.ts';
import { markdownPipeline } from './src/markdown/pipeline.ts';
import { xtermCsp } from './src/terminal/xterm-csp.ts';

const keptByPages =
  /src\/(?:session\/(?:progress|slots|storage)|schemas\/progress|course\/progress)\.ts$/;
const base = process.env.BASE_PATH ?? '/';

export default defineConfig({
  base,
  ...(process.env.SITE_URL ? { site: process.env.SITE_URL } : {}),
  outDir: process.env.OUT_DIR ?? './dist',
  cacheDir: process.env.CACHE_DIR ?? './node_modules/.astro',
  trailingSlash: 'always',
  compressHTML: true,
  devToolbar: { enabled: false },
  build: { inlineStylesheets: 'always', assets: '_a' },
  markdown: markdownPipeline(base),
  integrations: [mdx({ optimize: true }), react(), intentDirective(), searchIndex(), delivery()],
  vite: {
    plugins: [frenchText(), xtermCsp()],
    // As modules, so that what a worker may never need is loaded when it is asked for.
    worker: {
      format: 'es',
      // Nothing bundles it again that would read its annotations.
      rolldownOptions: {
        output: {
          codeSplitting: engineChunks(),
          comments: { annotation: false },
          postBanner: compileHint,
        },
      },
    },
    // Inline scripts would each need a hash in every page's policy, and could not be cached.
    build: {
      assetsInlineLimit: 0,
      rolldownOptions: {
        // What every page keeps of its reader is one file, whatever else needs a part of it: each piece more costs a chapter.
        output: {
          codeSplitting: { groups: [{ name: 'progress', test: keptByPages }] },
          postBanner: compileHint,
        },
        // Astro's own directive, which its plugin reads before the bundler does.
        onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning),
      },
    },
  },
});
