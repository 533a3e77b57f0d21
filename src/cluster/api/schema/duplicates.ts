/**
 * Finds fields given twice in a JSON text, which `JSON.parse` lets the last one win. Paths are as strict decoding tells
 * them: `spec.containers[0].image`. The text must be valid JSON.
 */
export function duplicateFields(text: string): string[] {
  const found: string[] = [];
  const stack: { path: string; keys?: Set<string>; index: number }[] = [];
  let path = '';
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[{}[\],]/g)) {
    const top = stack.at(-1);
    if (token === '{') stack.push({ path, keys: new Set(), index: 0 });
    else if (token === '[') {
      stack.push({ path, index: 0 });
      path = `${path}[0]`;
    } else if (token === '}' || token === ']') path = stack.pop()?.path ?? '';
    else if (token === ',' && top?.keys === undefined && top !== undefined) {
      top.index += 1;
      path = `${top.path}[${top.index}]`;
    } else if (token.endsWith(':') && top?.keys !== undefined) {
      const key = String(JSON.parse(token.slice(0, -1).trimEnd()));
      path = top.path === '' ? key : `${top.path}.${key}`;
      if (top.keys.has(key)) found.push(path);
      top.keys.add(key);
    }
  }
  return found;
}
