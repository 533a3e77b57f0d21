import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What Markdown plugins know of where they are: the shape shared by mdast and hast contexts. */
export interface Place {
  readonly source: string;
  readonly fileURL: URL | undefined;
}

interface Positioned {
  readonly position?: { readonly start: { readonly line: number } } | undefined;
}

/** The file as an author knows it, from the project's root. */
export function fileOf(place: Place): string {
  return place.fileURL ? relative(process.cwd(), fileURLToPath(place.fileURL)) : '(sans fichier)';
}

function linesIn(text: string): number {
  return text.split('\n').length - 1;
}

/** The line of `node` in its file: the pipeline may have cut the front matter off, and blank lines, before parsing. */
export function lineOf({ fileURL, source }: Place, node: Positioned): number {
  const line = node.position?.start.line ?? 1;
  if (!fileURL) return line;
  const file = readFileSync(fileURL, 'utf8');
  const body = source.trim();
  const before = linesIn(file.slice(0, Math.max(0, file.indexOf(body))));
  return line + before - linesIn(source.slice(0, source.indexOf(body)));
}

/** A mistake of the author, which stops the build: where, what, and what to do. */
export function authorError(place: Place, node: Positioned, what: string, remedy: string): Error {
  return new Error(`${fileOf(place)}:${lineOf(place, node)}: ${what}\n  Remède : ${remedy}`);
}
