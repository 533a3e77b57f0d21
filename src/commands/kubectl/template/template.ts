import { CommandError, TemplateFailure } from '#commands/kubectl/errors.ts';
import { quote } from '#commands/kubectl/go-values.ts';
import { formatGo } from '#commands/kubectl/jsonpath/evaluate.ts';
import { escapeHtml, goJson } from '#commands/kubectl/printers/go-json.ts';
import { type ExecuteOptions, executeTemplate } from './execute.ts';
import { functions } from './functions.ts';
import { TemplateSyntaxError } from './lex.ts';
import { type Template, parseTemplate } from './parse.ts';
import type { TemplateError } from './template-error.ts';

const known = new Set(['and', 'or', ...functions.keys()]);

/** `-o go-template=…` (cli-runtime printers/template.go). Refuses a template that cannot be read. */
export function templatePrinter(
  source: string,
  { typed = false, ...options }: ExecuteOptions & { typed?: boolean },
): (value: unknown) => string {
  let template: Template;
  try {
    template = parseTemplate(source, known);
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    throw new CommandError(
      `error parsing template ${source}, template: output:${lineOf(source, error.at)}: ${error.message}`,
    );
  }
  return (value) => {
    const { text, error } = executeTemplate(template, value, options);
    if (error === undefined) return text;
    const reason = describe(source, error);
    throw new TemplateFailure(
      `error executing template ${quote(source)}: ${reason}`,
      `${text}Error executing template: ${reason}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${source}\n\traw data was:\n\t\t${typed ? escapeHtml(JSON.stringify(value)) : goJson(value)}\n\tobject given to template engine was:\n\t\t${formatGo(value)}\n\n`,
    );
  };
}

function lineOf(source: string, at: number): number {
  return source.slice(0, at).split('\n').length;
}

function describe(source: string, { at, node, message }: TemplateError): string {
  const before = source.slice(0, at);
  const column = at - (before.lastIndexOf('\n') + 1);
  return `template: output:${lineOf(source, at)}:${column}: executing "output" at <${node}>: ${message}`;
}
