import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { findDiagrams, type PlacedDiagram } from '#markdown/diagram-fences.ts';
import { picturesFolder } from '#markdown/diagrams.ts';
import { startDrawing } from './diagrams/draw.ts';

/** A column is 704 px wide: wider than this, a picture shrinks until its text is hard to read. */
const comfortableWidth = 860;

try {
  process.exitCode = await drawMissing();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function drawMissing(): Promise<number> {
  mkdirSync(picturesFolder, { recursive: true });
  const diagrams = findDiagrams('content/fr');
  const present = new Set(
    globSync(`${picturesFolder}/*.svg`).map((file) => basename(file, '.svg')),
  );
  const missing = diagrams.filter(({ hash }) => !present.has(hash));
  const failures = missing.length > 0 ? await draw(missing) : 0;
  const orphans = present.difference(new Set(diagrams.map(({ hash }) => hash)));
  for (const hash of orphans) rmSync(join(picturesFolder, `${hash}.svg`));
  console.log(
    `${diagrams.length} schémas : ${missing.length - failures} dessinés, ${orphans.size} supprimés, ${failures} en échec.`,
  );
  return failures > 0 ? 1 : 0;
}

/** Draws what it can and returns how many failed. */
async function draw(diagrams: PlacedDiagram[]): Promise<number> {
  const drawing = await startDrawing();
  let failures = 0;
  for (const diagram of diagrams) {
    try {
      const svg = await drawing.draw(diagram);
      writeFileSync(join(picturesFolder, `${diagram.hash}.svg`), svg);
      console.log(describe(diagram, svg));
    } catch (error) {
      failures += 1;
      console.error(`${diagram.file}:${diagram.line}: « ${diagram.title} » : ${reasonOf(error)}`);
    }
  }
  await drawing.close();
  return failures;
}

/** What Mermaid says, without the browser's stack. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^page\.evaluate: (Error: )?/, '').replace(/\n +at .*/gs, '');
}

function describe({ file, line, hash, title }: PlacedDiagram, svg: string): string {
  const [, width = '', height = ''] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  const weight = brotliCompressSync(svg).length;
  const advice =
    Number(width) > comfortableWidth ? ' — large : essayez une autre direction ou des <br/>' : '';
  return `${file}:${line}: ${hash}.svg ${width}×${height}, ${weight} octets, « ${title} »${advice}`;
}
