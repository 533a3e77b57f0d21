import { type Document, type YAMLParseError, isAlias, isCollection, isNode, isPair } from 'yaml';
import { TooDeep } from '#cluster/api/json-text.ts';
import { composeDocuments, composeYaml, ScannerError } from '#cluster/api/yaml.ts';
import { NotSimulated } from './errors.ts';
import { keyRefusal } from './yaml-keys.ts';
import { YamlError } from './yaml-read.ts';
import { refusalOf } from './yaml-refusals.ts';

/** One YAML 1.1 document, plain or not, right or wrong. Throws a YamlError. */
export function parseAnyYaml(text: string): unknown {
  if (hasControls(text)) throw refuse('control characters are not allowed');
  const document = orRefuse(() => composeYaml(text));
  const value = valueOf(document, text);
  // After its aliases were counted: what is said of a key follows them.
  const problem = document.errors.length === 0 ? keyRefusal(document) : undefined;
  if (problem !== undefined) throw new YamlError(`error converting YAML to JSON: ${problem}`);
  return value;
}

/** Every document, as kyaml and yq read them. Throws a YamlError. */
export function parseDocuments(text: string): readonly unknown[] {
  if (hasControls(text)) throw refuse('control characters are not allowed');
  return orRefuse(() => composeDocuments(text)).map((document) => valueOf(document, text));
}

function valueOf(document: Document, text: string): unknown {
  const errors: readonly YAMLParseError[] = document.errors.filter(
    ({ code }) => code !== 'MULTIPLE_DOCS',
  );
  if (errors.length > 0) throw refuse(refusalOf(errors, text));
  if (expandedSize(document) > mostNodes) throw refuse('document contains excessive aliasing');
  try {
    // Counted above, once: the library's own count follows every alias through the whole document.
    return jsonOf(document.toJS({ maxAliasCount: -1 }));
  } catch (failure) {
    if (!(failure instanceof Error)) throw failure;
    throw refuse(wordsOfFailure(failure.message));
  }
}

function orRefuse<T>(compose: () => T): T {
  try {
    return compose();
  } catch (error) {
    if (error instanceof ScannerError)
      throw new YamlError(`error converting YAML to JSON: ${error.message}`);
    if (error instanceof TooDeep) throw new NotSimulated(error.message);
    throw error;
  }
}

/** Nodes of a document once its aliases are followed: past that it is a bomb, as go-yaml says. */
const mostNodes = 200_000;

/** Refuses an anchor whose value contains itself: that has no size. */
function expandedSize({ contents }: Document): number {
  const sizes = new Map<string, number>();
  const open = new Set<string>();
  const sizeOf = (node: unknown): number => {
    if (isAlias(node)) {
      if (open.has(node.source)) throw refuse(`anchor '${node.source}' value contains itself`);
      return sizes.get(node.source) ?? 1;
    }
    const anchor = isNode(node) ? node.anchor : undefined;
    if (anchor) open.add(anchor);
    let size = 1;
    if (isPair(node)) size = sizeOf(node.key) + sizeOf(node.value);
    else if (isCollection(node)) for (const item of node.items) size += sizeOf(item);
    if (anchor) {
      open.delete(anchor);
      sizes.set(anchor, size);
    }
    return size;
  };
  return sizeOf(contents);
}

function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code < 0x20 && code !== 9 && code !== 10 && code !== 13) || code === 0x7f) return true;
  }
  return false;
}

function refuse(message: string): YamlError {
  return new YamlError(`error converting YAML to JSON: yaml: ${message}`);
}

/** What shows only when aliases and merges are followed. */
function wordsOfFailure(message: string): string {
  const [, anchor] = /Unresolved alias.*: (\S+)$/.exec(message) ?? [];
  if (anchor !== undefined) return `unknown anchor '${anchor}' referenced`;
  if (message.startsWith('Merge sources'))
    return 'map merge requires map or sequence of maps as the value';
  return 'document contains excessive aliasing';
}

/** Keys become text and dates stay text: JSON has nothing else. */
function jsonOf(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (value instanceof Set) return Object.fromEntries([...value].map((key) => [String(key), null]));
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, one]) => [String(key), jsonOf(one)]));
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, jsonOf(one)]));
}
