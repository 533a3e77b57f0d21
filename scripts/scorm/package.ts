import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, strToU8, zipSync } from 'fflate';
import { manifestOf } from '../../src/course/lms/manifest.ts';
import { scoPage } from './page.ts';
import { relativeScript, relativeStyles, rootAddressIn } from './relative.ts';
import { builtChapter, type BuiltChapter } from './site.ts';

/** The files of a package, by their path in it. */
export type Files = Readonly<Record<string, Uint8Array>>;

interface PackageOptions {
  /** The built site, from the root of its server. */
  readonly dist: string;
  readonly id: string;
  readonly title: string;
  readonly chapters: readonly string[];
  /** The script that speaks to the LMS. */
  readonly sco: string;
}

const script = '_a/sco.js';

/** A SCORM 1.2 package of chapters of the built site. Throws when a file in it would be asked for at the root of the server. */
export function packageFiles({ dist, id, title, chapters, sco }: PackageOptions): Files {
  const built = chapters.map((chapter) => builtChapter(dist, chapter));
  const own = built.map((chapter) => ({ chapter, files: ownFiles(chapter) }));
  const pages = own.flatMap(({ files }) => Object.values(files).map((file) => strFromU8(file)));
  const shared: Files = {
    'icon.svg': readFileSync(join(dist, 'icon.svg')),
    [script]: strToU8(sco),
    ...assetsOf(dist, pages),
    ...dataOf(dist, built),
  };
  const manifest = manifestOf({
    id,
    title,
    shared: Object.keys(shared).sort(),
    scos: own.map(({ chapter, files }) => ({
      id: chapter.id,
      title: chapter.title,
      href: pageOf(chapter.id),
      files: Object.keys(files),
    })),
  });
  const all: Files = Object.assign(
    { 'imsmanifest.xml': strToU8(manifest) },
    ...own.map(({ files }) => files),
    shared,
  );
  for (const [path, file] of Object.entries(all)) refuseRoot(path, file);
  return all;
}

export function zipped(files: Files): Uint8Array {
  return zipSync(files, { level: 9, mtime: new Date(1980, 0, 1) });
}

const pageOf = (chapter: string) => `fr/${chapter}/index.html`;

function ownFiles({ id, html, config, beside }: BuiltChapter): Files {
  const page = strToU8(scoPage(html, { config, script }));
  const others = Object.entries(beside).map(([path, text]) => [`fr/${id}/${path}`, strToU8(text)]);
  return { [pageOf(id)]: page, ...Object.fromEntries(others) };
}

function dataOf(dist: string, chapters: readonly BuiltChapter[]): Files {
  const paths = [...new Set(chapters.flatMap(({ data }) => data))];
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(dist, path))]));
}

const assetName = /[\w.-]+\.(?:js|css|woff2)/g;

/** All in `_a/` that these pages name, that those name, and so on. */
function assetsOf(dist: string, pages: readonly string[]): Files {
  const there = new Set(readdirSync(join(dist, '_a')));
  const files: Record<string, Uint8Array> = {};
  const waiting = [...pages];
  for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
    for (const [name] of text.matchAll(assetName)) {
      if (!there.delete(name)) continue;
      const bytes = readFileSync(join(dist, '_a', name));
      const isText = /\.(?:js|css)$/.test(name);
      const relative = isText ? relativeAsset(name, strFromU8(bytes)) : '';
      files[`_a/${name}`] = isText ? strToU8(relative) : bytes;
      if (isText) waiting.push(relative);
    }
  }
  return files;
}

function relativeAsset(name: string, text: string): string {
  return name.endsWith('.css') ? relativeStyles(text, '') : relativeScript(text);
}

function refuseRoot(path: string, file: Uint8Array): void {
  // What a lab types and prints may name any path: it is no address of the package.
  if (!/\.(?:html|js|css)$/.test(path)) return;
  const found = rootAddressIn(path, strFromU8(file));
  if (found !== undefined)
    throw new Error(
      `${path} demande un fichier à la racine du serveur : …${found}…\n  Remède : apprenez cette forme d’adresse à scripts/scorm/relative.ts.`,
    );
}
