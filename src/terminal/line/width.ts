/** Each a character and a column of its own: the most of what is typed. */
const plain = /^[ -~]*$/;

/** A browser takes longer to make it than to draw a prompt: only for who types more than ASCII. */
let segmenter: Intl.Segmenter | undefined;

/** What a reader sees as single characters: an accent goes with its letter, an emoji with its joiners. */
export function graphemes(text: string): string[] {
  if (plain.test(text)) return text.split('');
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

const combining = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
/** East Asian Wide and Fullwidth, as xterm.js counts them. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]$/u;

/** Columns that a terminal gives to a text without line breaks. */
export function widthOf(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const character of text)
    width += combining.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return width;
}
