import { YAMLParseError, parseDocument } from 'yaml';

/** A text that go-yaml refuses; the message is what kubectl prints after `error parsing FILE: `. */
export class YamlError extends Error {
  override name = 'YamlError';
}

/** One YAML 1.1 document as sigs.k8s.io/yaml reads it into JSON. Throws a YamlError. */
export function parseYaml(text: string): unknown {
  const document = parseDocument(text, {
    version: '1.1',
    merge: true,
    uniqueKeys: false,
    strict: false,
    prettyErrors: true,
  });
  const [error] = document.errors;
  if (error !== undefined) throw refusal(error);
  try {
    return jsonOf(document.toJS({ maxAliasCount: 1000 }));
  } catch (failure) {
    if (!(failure instanceof ReferenceError)) throw failure;
    throw new YamlError(`error converting YAML to JSON: yaml: ${failure.message}`);
  }
}

function refusal(error: YAMLParseError): YamlError {
  const line = error.linePos?.[0].line ?? 1;
  const [where, text] = reword(error, line);
  return new YamlError(`error converting YAML to JSON: yaml: line ${where}: ${text}`);
}

/** go-yaml's words for the mistakes that are made most, with its line number. */
function reword(error: YAMLParseError, line: number): [number, string] {
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return [line, 'found character that cannot start any token'];
    case 'BLOCK_AS_IMPLICIT_KEY':
      return [line, 'mapping values are not allowed in this context'];
    case 'MISSING_CHAR':
    case 'BAD_INDENT':
      return [line, 'did not find expected key'];
    default:
      return [line, "could not find expected ':'"];
  }
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
