/** The text of a refusal, without the template's own. */
export class PathError extends Error {
  override name = 'PathError';
}
