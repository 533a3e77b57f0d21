/** Levels of lists and maps that are followed: a worker's stack ends long before those of Go's parsers. */
export const deepest = 256;

/** Nested deeper than is followed here. */
export class TooDeep extends Error {
  override name = 'TooDeep';
  constructor() {
    super(
      `maillage: un document imbriqué sur plus de ${deepest} niveaux n’est pas simulé dans ce cours`,
    );
  }
}

/** Where a JSON text opens one level more than `most`; undefined when it never does. */
export function tooDeepAt(text: string, most: number): number | undefined {
  let level = 0;
  for (const { 0: token, index } of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/gs)) {
    if (token === ']' || token === '}') level -= 1;
    else if ((token === '[' || token === '{') && ++level > most) return index;
  }
  return undefined;
}

/** JSON as Go reads it: half of a surrogate pair is U+FFFD. Throws a SyntaxError, or TooDeep. */
export function parseJson(text: string): unknown {
  if (tooDeepAt(text, deepest) !== undefined) throw new TooDeep();
  return JSON.parse(text.replaceAll(escapes, (one) => (halfPair.test(one) ? '\\ufffd' : one)));
}

const escapes = /\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\(?:u....|.)/gs;
const halfPair = /^\\u[dD][89a-fA-F]..$/s;

/** What encoding/json says of a text that is not JSON, as far as its two usual ends go. */
export function goSyntaxError(text: string): string {
  return text.trim() === '' || /[[{,:"]\s*$/.test(text)
    ? 'unexpected end of JSON input'
    : `invalid character ${JSON.stringify(text.trim().charAt(0)).replaceAll('"', "'")} looking for beginning of value`;
}

/** As encoding/json names what it did not expect. */
export function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** What client-go says of a value that is no object, and so of no kind. */
export function kindUnknown(value: unknown): string {
  return `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonType(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
}
