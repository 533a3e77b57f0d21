import { forEachChild, parse, type SyntaxNode } from 'unbash';

/** Puts the text of aliases in the place of the commands that they name (bash 5.2, manual 6.6). */
export function expandAliases(
  text: string,
  aliases: ReadonlyMap<string, string>,
  seen: readonly string[] = [],
): string {
  const places: { pos: number; end: number; by: string }[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Command' && node.name) {
      let word: { text: string; pos: number; end: number } | undefined = node.name;
      // An alias that ends in a blank makes the next word be looked at too.
      for (const next of [...node.suffix, undefined]) {
        if (!word) break;
        const value: string | undefined = seen.includes(word.text)
          ? undefined
          : aliases.get(word.text);
        if (value === undefined || text.slice(word.pos, word.end) !== word.text) break;
        const by = expandAliases(value, aliases, [...seen, word.text]);
        places.push({ pos: word.pos, end: word.end, by });
        word = /\s$/u.test(value) && next?.type === 'Word' ? next : undefined;
      }
    }
    forEachChild(node, visit);
  };
  forEachChild(parse(text), visit);
  let result = text;
  for (const { pos, end, by } of places.sort((a, b) => b.pos - a.pos)) {
    result = result.slice(0, pos) + by + result.slice(end);
  }
  return result;
}
