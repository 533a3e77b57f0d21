import { type Document, isAlias, isCollection, isMap, isPair, isScalar, isSeq } from 'yaml';

/** What is said of the first key that no JSON object can have: `{{ .Values.name }}` is a map whose key is a map. */
export function keyRefusal(document: Document): string | undefined {
  const pairs = [...pairsOf(document, document.contents)];
  const whole = pairs.find(({ key }) => isCollection(key));
  if (whole !== undefined) return `yaml: invalid map key: ${goSyntax(document, whole.key)}`;
  const empty = pairs.find(({ key }) => key === null || (isScalar(key) && key.value === null));
  if (empty === undefined) return undefined;
  return `unsupported map key of type: %!s(<nil>), key: <nil>, value: ${goSyntax(document, empty.value)}`;
}

interface Entry {
  key: unknown;
  value: unknown;
}

/** In the order in which they are decoded: a key, what is in it, then its value. */
function* pairsOf(document: Document, node: unknown): Generator<Entry> {
  if (!isCollection(node)) return;
  for (const item of node.items) {
    if (!isPair(item)) {
      yield* pairsOf(document, item);
      continue;
    }
    const key = resolved(document, item.key);
    yield* pairsOf(document, item.key);
    yield { key, value: item.value };
    yield* pairsOf(document, item.value);
  }
}

function resolved(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

/** `%#v` of what go-yaml makes of a node. */
function goSyntax(document: Document, given: unknown): string {
  const node = resolved(document, given);
  if (isSeq(node))
    return `[]interface {}{${node.items.map((item) => goSyntax(document, item)).join(', ')}}`;
  if (isMap(node)) {
    const entries = node.items.map(
      ({ key, value }) => `${goSyntax(document, key)}:${goSyntax(document, value)}`,
    );
    return `map[interface {}]interface {}{${entries.toSorted().join(', ')}}`;
  }
  const value = isScalar(node) ? node.value : null;
  return value === null || value === undefined ? 'interface {}(nil)' : JSON.stringify(value);
}
