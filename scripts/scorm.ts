import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, isStale } from './build.ts';
import { packageFiles, zipped } from './scorm/package.ts';
import { scoScript } from './scorm/sco-script.ts';
import { chaptersInOrder, titleOf } from './scorm/site.ts';

/*
 * npm run scorm [-- CHAPTER…] [--out FOLDER]: SCORM 1.2 packages for an LMS, one of each chapter, and one of the whole course
 * when no chapter is named.
 */

const { values, positionals } = parseArgs({
  options: { out: { type: 'string', default: 'scorm' } },
  allowPositionals: true,
});
const dist = 'dist';
if (isStale() && !build()) process.exit(1);
const known = chaptersInOrder(dist);
const unknown = positionals.find((chapter) => !known.includes(chapter));
if (unknown !== undefined) {
  console.error(`Aucun chapitre « ${unknown} ».\n  Remède : choisissez parmi ${known.join(', ')}.`);
  process.exit(1);
}

const sco = await scoScript();
mkdirSync(values.out, { recursive: true });

function write(id: string, title: string, chapters: readonly string[]): void {
  const zip = zipped(packageFiles({ dist, id, title, chapters, sco }));
  const file = join(values.out, `${id}.zip`);
  writeFileSync(file, zip);
  console.log(`${file} (${(zip.length / 1e6).toFixed(1)} Mo)`);
}

for (const chapter of positionals.length > 0 ? positionals : known)
  write(chapter, titleOf(dist, chapter), [chapter]);
if (positionals.length === 0) write('cours', 'Maillage, le cours sur les service mesh', known);
