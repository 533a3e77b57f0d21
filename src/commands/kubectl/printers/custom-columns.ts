import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError, TemplateFailure } from '#commands/kubectl/errors.ts';
import { evaluatePath, formatGo } from '#commands/kubectl/jsonpath/evaluate.ts';
import { type PathNode, parsePath } from '#commands/kubectl/jsonpath/parse.ts';
import { PathError } from '#commands/kubectl/jsonpath/path-error.ts';
import { relaxPath } from '#commands/kubectl/jsonpath/relaxed.ts';
import { TabWriter } from './tab-writer.ts';

export interface Column {
  header: string;
  /** Parsed when the first row is printed. */
  path: string;
}

/** `NAME:.metadata.name,AGE:.metadata.creationTimestamp` */
export function parseColumns(spec: string): Column[] {
  if (spec === '')
    throw new CommandError('custom-columns format specified but no custom columns given');
  return splitOutsideBraces(spec).map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0)
      throw new CommandError(
        `unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`,
      );
    return { header: part.slice(0, colon), path: relaxPath(part.slice(colon + 1)) };
  });
}

function splitOutsideBraces(spec: string): string[] {
  return spec.split(',');
}

/** A file of two lines: headers, then paths under them. */
export function parseColumnsFile(text: string): Column[] {
  const [first, second, third] = text.split('\n');
  const refuse = () => new CommandError('invalid template, expected two lines: header and spec');
  if (first === undefined || second === undefined || (third === undefined && !text.includes('\n')))
    throw refuse();
  const headers = first.split(/\s+/).filter(Boolean);
  const paths = second.split(/\s+/).filter(Boolean);
  if (headers.length !== paths.length)
    throw new CommandError(
      `number of headers (${headers.length}) and field specifications (${paths.length}) don't match`,
    );
  return headers.map((header, index) => ({ header, path: relaxPath(paths[index] ?? '') }));
}

/** Rows of a list, or of one object; widths and headers go on from one call to the next. */
export function columnsPrinter(
  columns: readonly Column[],
  hasHeaders: boolean,
): (object: JsonObject) => string {
  const writer = new TabWriter({ minimum: 6, padding: 3, remembers: true });
  let isFirst = true;
  return (object) => {
    if (isFirst && hasHeaders) writer.write(`${columns.map(({ header }) => header).join('\t')}\n`);
    isFirst = false;
    const items = Array.isArray(object['items']) ? object['items'] : [object];
    try {
      const paths = columns.map(({ path }) => parsePath(path));
      for (const item of items)
        writer.write(`${paths.map((path) => cellOf(item, path)).join('\t')}\n`);
    } catch (error) {
      // What was written before is printed.
      if (!(error instanceof PathError)) throw error;
      throw new TemplateFailure(error.message, writer.flush());
    }
    return writer.flush();
  };
}

function cellOf(item: unknown, path: PathNode[]): string {
  const values = evaluatePath(path, item, { allowsMissingKeys: true }).flat();
  if (values.length === 0) return '<none>';
  return values
    .map((value) => (value === null || value === undefined ? '<none>' : formatGo(value)))
    .join(',');
}
