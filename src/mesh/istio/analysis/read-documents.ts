import { LineCounter, parseAllDocuments, type Document } from 'yaml';
import type { Manifest } from './read-resources.ts';
import type { Path, Source } from './resource.ts';

/** One document of a YAML file: its object, or why it cannot be read. */
export interface FileDocument {
  readonly object?: Manifest;
  readonly problem?: string;
  readonly source: Source;
}

/** The documents of a file that hold something, with the lines of their fields. */
export function readDocuments(file: string, text: string): readonly FileDocument[] {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, version: '1.1', merge: true });
  return [...parsed].flatMap((document): FileDocument[] => {
    if (!document.contents) return [];
    const lineAt = (offset: number) => lines.linePos(offset).line;
    const source: Source = {
      file,
      line: lineAt(document.contents.range[0]),
      lineOf: (path) => lineOfField(document, path, lineAt),
    };
    const [error] = document.errors;
    if (error) return [{ problem: error.message, source }];
    const object: unknown = document.toJS();
    return isManifest(object)
      ? [{ object, source }]
      : [{ problem: 'not a Kubernetes object', source }];
  });
}

function isManifest(value: unknown): value is Manifest {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

function lineOfField(
  document: Document,
  path: Path,
  lineAt: (offset: number) => number,
): number | undefined {
  const node: unknown = document.getIn(path, true);
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  const { range } = node;
  return Array.isArray(range) && typeof range[0] === 'number' ? lineAt(range[0]) : undefined;
}
