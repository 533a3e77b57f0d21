/** A template that fails while it runs: where, on what, and why. */
export class TemplateError extends Error {
  override name = 'TemplateError';
  readonly at: number;
  readonly node: string;
  constructor(message: string, { at, text }: { at: number; text: string }) {
    super(message);
    this.at = at;
    this.node = text;
  }
}
