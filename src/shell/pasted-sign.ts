/** What a word processor or a web page puts in place of the signs of a command line. */
const pasted: readonly (readonly [sign: RegExp, told: string])[] = [
  [/\u00a0|\u202f/u, 'une espace insécable, qui ne sépare pas les mots'],
  [/(?:^|\s)[–—]/u, 'un tiret « – », au lieu de « - » ou « -- »'],
  [/[“”„]/u, 'des guillemets courbes “ ”, au lieu de "'],
  [/[‘’]/u, "des apostrophes courbes ‘ ’, au lieu de '"],
];

/** Why a line that failed may have failed, where it was pasted from a text. */
export function pastedSign(line: string): string | undefined {
  const found = pasted.find(([sign]) => sign.test(line));
  return found && `maillage: la ligne contient ${found[1]}\n`;
}
