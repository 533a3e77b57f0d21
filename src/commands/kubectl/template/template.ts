import { notSimulated } from '#commands/kubectl/errors.ts';

export interface TemplateOptions {
  allowsMissingKeys: boolean;
}

/** `-o go-template=…` */
export function templatePrinter(
  _text: string,
  _options: TemplateOptions,
): (value: unknown) => string {
  throw notSimulated('go-template');
}
