import { globSync, readFileSync } from 'node:fs';
import { markdownToMdast, mdxToMdast, type MdastNode } from 'satteri';
import { parseDiagram, type Diagram } from './diagrams.ts';

export interface PlacedDiagram extends Diagram {
  file: string;
  line: number;
}

/** Every diagram of the chapters, in the order of files and lines. An author's mistake throws. */
export function findDiagrams(folder: string): PlacedDiagram[] {
  return globSync(`${folder}/**/*.{md,mdx}`)
    .toSorted()
    .flatMap((file) =>
      mermaidFences(readFileSync(file, 'utf8'), file).map(({ source, line }) => ({
        ...parseDiagram(source, file, line),
        file,
        line,
      })),
    );
}

/** The ```mermaid blocks of a chapter, read by the same parser as the pages. */
export function mermaidFences(text: string, file: string): { source: string; line: number }[] {
  const tree = file.endsWith('.mdx') ? mdxToMdast(text) : markdownToMdast(text);
  return [...codeBlocks(tree)]
    .filter((node) => node.lang === 'mermaid')
    .map((node) => ({ source: node.value, line: node.position?.start.line ?? 1 }));
}

function* codeBlocks(node: MdastNode): Generator<Extract<MdastNode, { type: 'code' }>> {
  if (node.type === 'code') yield node;
  if ('children' in node) for (const child of node.children) yield* codeBlocks(child as MdastNode);
}
