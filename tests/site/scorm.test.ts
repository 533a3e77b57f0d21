import { XMLParser } from 'fast-xml-parser';
import { strFromU8, unzipSync } from 'fflate';
import { parse } from 'node-html-parser';
import { beforeAll, describe, expect, test } from 'vitest';
import { policyOf } from '../../scripts/delivery.ts';
import { packageFiles, zipped, type Files } from '../../scripts/scorm/package.ts';
import { scoScript } from '../../scripts/scorm/sco-script.ts';
import { chaptersInOrder } from '../../scripts/scorm/site.ts';
import { dist, pagePaths, readPage } from '../support/site.ts';

const xml = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: (name) => ['item', 'resource', 'file'].includes(name),
});
const chapters = chaptersInOrder(dist);

/** The whole course, as it is read back from its zip. Packaging throws where a file would be asked for at a root. */
let files: Files;
let sco: string;
beforeAll(async () => {
  sco = await scoScript();
  files = unzipSync(zipped(packageFiles({ dist, id: 'cours', title: 'Cours', chapters, sco })));
});

const textOf = (path: string) => strFromU8(files[path] ?? new Uint8Array());

/** The file that an address of this page leads to. */
function target(page: string, address: string): string {
  return decodeURIComponent(new URL(address, `http://x/${page}`).pathname.slice(1));
}

describe('le paquet SCORM du cours', () => {
  test('a les douze chapitres, dans l’ordre du plan', () => {
    const { manifest } = xml.parse(textOf('imsmanifest.xml'));
    const items: { identifierref: string }[] = manifest.organizations.organization.item;
    expect(items.map(({ identifierref }) => identifierref)).toEqual(
      chapters.map((id) => `RES-${id}`),
    );
    expect(items).toHaveLength(12);
  });

  test('son manifeste nomme chacun de ses fichiers, une fois, et nul autre', () => {
    const { manifest } = xml.parse(textOf('imsmanifest.xml'));
    const resources: { file: { href: string }[] }[] = manifest.resources.resource;
    const named = resources.flatMap(({ file }) => file.map(({ href }) => decodeURI(href)));
    expect([...named, 'imsmanifest.xml'].sort()).toEqual(Object.keys(files).sort());
  });

  test.each(chapters)('dans %s, tout lien mène à un fichier du paquet ou à un autre site', (id) => {
    const page = `fr/${id}/index.html`;
    const root = parse(textOf(page));
    const addresses = root
      .querySelectorAll('[href], [src], [data-url], [data-quiz]')
      .flatMap((element) =>
        ['href', 'src', 'data-url', 'data-quiz'].map((name) => element.getAttribute(name)),
      )
      .filter((address) => address !== undefined);
    const own = addresses.filter((address) => !/^(?:https?:|#)/.test(address));
    expect(own.filter((address) => !(target(page, address) in files))).toEqual([]);
    const ids = new Set(root.querySelectorAll('[id]').map((element) => element.id));
    const inside = addresses.filter((address) => address.startsWith('#'));
    expect(inside.filter((address) => !ids.has(decodeURIComponent(address.slice(1))))).toEqual([]);
  });

  test.each(chapters)('%s garde une politique stricte, à jour de ce qu’il contient', (id) => {
    const html = textOf(`fr/${id}/index.html`);
    const policies = [...html.matchAll(/content-security-policy" content="([^"]+)"/g)];
    expect(policies).toHaveLength(1);
    const [[whole = '', policy] = []] = policies;
    expect(policy).toBe(policyOf(html.replace(`<meta http-equiv="${whole}>`, '')));
    expect(policy).not.toContain('unsafe');
  });
});

test('rien de SCORM dans les pages du site', () => {
  for (const path of pagePaths()) expect(readPage(path)).not.toMatch(/sco\.js|maillage:sco/);
});
