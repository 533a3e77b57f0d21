import { pathToFileURL } from 'node:url';
import { markdownToHtml, mdxToJs, type MdastPluginList } from 'satteri';
import { expect, test } from 'vitest';
import { images } from './images.ts';
import { labBlocks } from './lab.ts';
import { links } from './links.ts';
import { prose } from './prose.ts';
import { references } from './references.ts';
import { sections } from './sections.ts';
import { tables } from './tables.ts';

const frontmatter = { sources: [{ id: 'istio' }, { id: 'linkerd' }] };

/** What Astro tells plugins of a document. */
function documentData(frontMatter: Record<string, unknown>) {
  return {
    astro: {
      frontmatter: frontMatter,
      headings: [],
      localImagePaths: new Set<string>(),
      remoteImagePaths: new Set<string>(),
    },
  };
}

function html(markdown: string, frontMatter: Record<string, unknown> = frontmatter): string {
  const result = markdownToHtml(markdown, {
    mdastPlugins: [images, prose, sections],
    hastPlugins: [tables, links('/cours/')],
    features: { smartPunctuation: false },
    data: documentData(frontMatter),
    fileURL: pathToFileURL('tests/fixtures/hugo/fr/formation.md'),
  });
  if (result instanceof Promise) throw new Error('Aucun de ces plugins n’est asynchrone.');
  return result.html;
}

function compile(
  mdx: string,
  mdastPlugins: MdastPluginList,
  frontMatter: Record<string, unknown> = {},
): void {
  void mdxToJs(mdx, {
    mdastPlugins,
    data: documentData(frontMatter),
  });
}

test('ce qui est entre deux --- est une section', () => {
  expect(html('## Un\n\n---\n\n## Deux').match(/<section>/g)).toHaveLength(2);
});

test('une section qui n’a que du texte de page est sautée par le deck', () => {
  let seen = '';
  compile('## Titre\n\n<ChapterOnly>\n\nTexte.\n\n</ChapterOnly>', [
    sections,
    {
      name: 'look',
      before: (root) => void (seen = JSON.stringify(root.children[0])),
    },
  ]);
  expect(seen).toContain('page-only');
});

test('la typographie est française dans le texte, et le code n’est jamais touché', () => {
  expect(html("L'appel : `curl 'x' ; ls` !")).toContain(
    "<p>L’appel\u00a0: <code>curl 'x' ; ls</code>\u202f!</p>",
  );
});

test('une citation mène à sa source, par son numéro dans l’en-tête', () => {
  expect(html('Un fait[^linkerd].')).toContain('href="#source-linkerd"');
  expect(html('Un fait[^linkerd].')).toMatch(/aria-label="Source 2"[^>]*>2<\/a>\./);
});

test('une citation sans source arrête le build, avec fichier, ligne et remède', () => {
  expect(() => html('Texte.\n\nUn fait[^absente].')).toThrow(
    /formation\.md:\d+: la source « absente » n’est pas dans l’en-tête\.\n {2}Remède/,
  );
});

test('une image absente est dite avec son fichier', () => {
  expect(() => html('![x](../../static/img/non.svg)')).toThrow(
    /formation\.md:\d+: image introuvable/,
  );
});

test('l’alignement d’un tableau est une classe, jamais un style', () => {
  const table = html('| a | b |\n|--|--:|\n| 1 | 2 |');
  expect(table).not.toContain('style=');
  expect(table).toContain('<td class="align-right">2</td>');
  expect(table).toContain('role="group"');
});

test('les liens du site suivent son sous-chemin, ceux d’ailleurs restent', () => {
  expect(html('[a](/fr/mtls/) [b](https://istio.io/)')).toMatch(
    /href="\/cours\/fr\/mtls\/".*href="https:\/\/istio\.io\/" rel="noopener"/,
  );
});

test('un terme ou une mise à jour sans référence arrête le build', () => {
  const plugins = [references(new Set(['mtls']))];
  expect(() => compile('Le <Term id="mtls">mTLS</Term>.', plugins)).not.toThrow();
  expect(() => compile('Le <Term id="absent">x</Term>.', plugins)).toThrow(
    '« absent » n’est pas dans le glossaire',
  );
  expect(() =>
    compile('<Update since="1.5" source="absente">\n\nTexte.\n\n</Update>', plugins),
  ).toThrow('« absente »');
});

test('une étape hors d’un labo, ou un fichier de labo absent, arrête le build', () => {
  const step = '<Step id="a">\n\n```sh\nls\n```\n\n</Step>';
  expect(() => compile(step, [labBlocks])).toThrow('hors d’un chapitre de labo');
  expect(() =>
    compile('<LabFile path="non.yaml" />', [labBlocks], { lab: 'istio-mtls-bookinfo' }),
  ).toThrow('fichier de labo introuvable');
});
