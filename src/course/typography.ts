const NO_BREAK_SPACE = '\u00a0';
const NARROW_NO_BREAK_SPACE = '\u202f';

/**
 * The rules of French typography (Imprimerie nationale) that authors should not have to type, in the order they apply.
 * Each leaves its own result unchanged, so the whole is idempotent.
 */
const rules: readonly [RegExp, string][] = [
  [/(?<=[\p{L}\d])'(?=[\p{L}\d«])/gu, '’'],
  [/\.\.\./g, '…'],
  [/«[ \u00a0\u202f]*/g, `«${NO_BREAK_SPACE}`],
  [/[ \u00a0\u202f]*»/g, `${NO_BREAK_SPACE}»`],
  [/ +(?=[;!?](?:\s|$|[)»”]))/g, NARROW_NO_BREAK_SPACE],
  [/ +(?=:(?:\s|$))/g, NO_BREAK_SPACE],
  [/(?<=\d) (?=(?:%|€|[kMGT]?(?:o|B)|Mio|Gio|ms|s|h|min|vCPU)(?![\p{L}\d]))/gu, NO_BREAK_SPACE],
  [/(?<=\d) (?=\d{3}(?!\d))/g, NARROW_NO_BREAK_SPACE],
  [/(?<=\b(?:n°|p\.|§|chap\.)) (?=\d)/g, NO_BREAK_SPACE],
];

/** Of the rules, those that hold among code as well: an engine reads these spaces like any other. */
const spaces: readonly [RegExp, string][] = [
  [/« /g, `«${NO_BREAK_SPACE}`],
  [/ »/g, `${NO_BREAK_SPACE}»`],
  [/(?<=[\p{L}\d»)}%>]) (?=[;!?](?:$|[\s<'"`)»{$]))/gmu, NARROW_NO_BREAK_SPACE],
  [/(?<=[\p{L}\d»)}%>]) (?=:(?:$|[\s<'"`{$]))/gmu, NO_BREAK_SPACE],
  [/(?<=[\d}]) (?=(?:min|ms|s|h)(?![\p{L}\d]))/gu, NO_BREAK_SPACE],
];

/** Returns `text`, of words among code, with the spaces of French typography. */
export function frenchSpaces(text: string): string {
  return replaceAll(text, spaces);
}

/** Returns `text` with French spaces, apostrophes and ellipses. Never give it code, URLs or identifiers. */
export function frenchTypography(text: string): string {
  return replaceAll(text, rules);
}

function replaceAll(text: string, replacements: readonly [RegExp, string][]): string {
  return replacements.reduce(
    (result, [pattern, replacement]) => result.replace(pattern, replacement),
    text,
  );
}

/** The same for a text of data, where `code` stands between backticks: code is left as it is. */
export function frenchProse(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((piece, index) => (index % 2 === 0 ? frenchTypography(piece) : piece))
    .join('');
}
