import { quote } from '#commands/kubectl/go-values.ts';
import { isRecord } from '#commands/kubectl/json.ts';
import { goJson } from '#commands/kubectl/printers/go-json.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { type PathOptions, evaluatePath, formatGo, sortedKeys } from './evaluate.ts';
import { type PathNode, parsePath } from './parse.ts';
import { PathError } from './path-error.ts';

export interface PathPrinterOptions extends PathOptions {
  asJson?: boolean;
}

/** `-o jsonpath=…` (cli-runtime printers/jsonpath.go). Refuses a template that cannot be read. */
export function jsonPathPrinter(
  template: string,
  options: PathPrinterOptions,
): (value: unknown) => string {
  let nodes: PathNode[];
  try {
    nodes = parsePath(template);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw new CommandError(`error parsing jsonpath ${template}, ${error.message}\n`);
  }
  return (value) => {
    try {
      return evaluatePath(nodes, value, options)
        .map((results) => printResults(results, options))
        .join('');
    } catch (error) {
      if (!(error instanceof PathError)) throw error;
      throw new CommandError(
        `error executing jsonpath ${quote(template)}: Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(value)}\n\n\n`,
      );
    }
  };
}

function printResults(results: readonly unknown[], { asJson = false }: PathPrinterOptions): string {
  if (asJson) return `${goJson(results, '    ')}\n`;
  return results.map((value) => printValue(value)).join(' ');
}

function printValue(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) || isRecord(value) ? goJson(value) : formatGo(value);
}

/** fmt's `%#v` */
function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (isRecord(value))
    return `map[string]interface {}{${sortedKeys(value)
      .map((key) => `${quote(key)}:${goSyntax(value[key])}`)
      .join(', ')}}`;
  return typeof value === 'string' ? quote(value) : formatGo(value);
}
