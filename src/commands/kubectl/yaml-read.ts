import { type YAMLParseError, parseDocument } from 'yaml';
import { refusalOf } from './yaml-refusals.ts';

/** A text that go-yaml refuses; the message is what kubectl prints after `error parsing FILE: `. */
export class YamlError extends Error {
  override name = 'YamlError';
}

/** One YAML 1.1 document as sigs.k8s.io/yaml reads it into JSON. Throws a YamlError. */
export function parseYaml(text: string): unknown {
  if (hasControls(text)) throw refuse('control characters are not allowed');
  const document = parseDocument(text, {
    version: '1.1',
    merge: true,
    uniqueKeys: false,
    strict: false,
    logLevel: 'silent',
  });
  const errors: readonly YAMLParseError[] = document.errors.filter(
    ({ code }) => code !== 'MULTIPLE_DOCS',
  );
  if (errors.length > 0) throw refuse(refusalOf(errors, text));
  try {
    return jsonOf(document.toJS({ maxAliasCount: 1000 }));
  } catch (failure) {
    if (!(failure instanceof Error)) throw failure;
    throw refuse(wordsOfFailure(failure.message));
  }
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
