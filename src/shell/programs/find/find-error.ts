/** An expression that find 4.9 refuses, in its words. */
export class FindError extends Error {
  override name = 'FindError';
}
