import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type YAMLError,
} from 'yaml';
import type { z } from 'zod';
import { frenchIssue, frenchSyntaxError, invisibleSpace } from './yaml-messages.ts';

/** At most this many problems are listed: the first ones usually cause the others. */
const MOST_PROBLEMS = 10;

/**
 * Reads a YAML file against a schema. Throws an Error whose message has one line per problem:
 * `file:line:column: what is wrong. What to do.`
 */
export function parseYamlFile<Schema extends z.ZodType>(
  text: string,
  file: string,
  schema: Schema,
): z.output<Schema> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return `${file}:${line}:${col}`;
  };

  const syntax: YAMLError[] = [...document.errors, ...document.warnings];
  if (syntax.length > 0) {
    throw problems(
      syntax.map((error) => {
        const line = text.split('\n')[lineCounter.linePos(error.pos[0]).line - 1] ?? '';
        return `${place(error.pos[0])}: ${frenchSyntaxError(error, line)}`;
      }),
    );
  }

  const result = schema.safeParse(toValue(document, file), { error: frenchIssue });
  if (result.success) return result.data;
  throw problems(
    result.error.issues.flatMap((issue) =>
      pathsOf(issue).map((path) => {
        const at = place(offsetOf(document, path, issue.code === 'unrecognized_keys'));
        return `${at}: ${pathLabel(path)}${issue.message}${invisibleSpace(path.join(''))}`;
      }),
    ),
  );
}

/** An issue about unknown keys stands for several places, one for each key. */
function pathsOf(issue: z.core.$ZodIssue): (string | number)[][] {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
}

function problems(lines: string[]): Error {
  const listed = [...new Set(lines)];
  const rest = listed.length - MOST_PROBLEMS;
  if (rest > 0) listed.splice(MOST_PROBLEMS, rest, `… et ${rest} autres erreurs.`);
  return new Error(listed.join('\n'));
}

/** `toJS` is where an alias to nothing, to itself or to too much is found out. */
function toValue(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new Error(
      `${file}:1:1: un alias YAML (« *nom ») ne peut pas être résolu (${error.message}). Recopiez la valeur au lieu de l’alias.`,
      { cause: error },
    );
  }
}

/** Where the value (or its key) at `path` is written; where it is missing, the nearest thing that should hold it. */
function offsetOf(document: Document, path: readonly (string | number)[], atKey: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, key] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isScalar(item.key) && String(item.key.value) === String(key),
      );
      if (!pair) break;
      // The key of a block says more than its first line: « options: » rather than its first dash.
      const keyFirst = !isScalar(pair.value) || (atKey && depth === path.length - 1);
      offset = startOf(keyFirst ? pair.key : pair.value) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function pathLabel(path: readonly (string | number)[]): string {
  const label = path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text ? `${text}.${key}` : key),
    '',
  );
  return label ? `${label} : ` : '';
}
