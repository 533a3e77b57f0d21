/** Of a terminal before the reader changes it, in CSS pixels; `compact` is a slide. */
export function firstFontSize(compact = false): number {
  if (compact) return 16;
  return matchMedia('(width < 40rem)').matches ? 12 : 14;
}
