import type { JsonObject } from '#cluster/api/object.ts';
import type { Context } from '#commands/kubectl/context.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { quote } from '#commands/kubectl/go-values.ts';
import { isRecord, recordAt, textAt } from '#commands/kubectl/json.ts';
import { jsonPathPrinter } from '#commands/kubectl/jsonpath/jsonpath.ts';
import { resolvePath } from '#commands/kubectl/paths.ts';
import type { templatePrinter } from '#commands/kubectl/template/template.ts';
import { columnsPrinter, parseColumns, parseColumnsFile } from './custom-columns.ts';
import { printJson, printTypedJson } from './go-json.ts';
import type { asRegistered } from './go-types.ts';
import type * as Kyaml from './kyaml.ts';
import { printYaml } from './yaml.ts';

/** What one more object adds to the output. YAML documents after the first begin with `---`. */
export type ObjectPrinter = (object: JsonObject) => string;

export interface PrinterOptions {
  /** Without -o: `pod/web created`. Absent: as `-o name`. */
  operation?: string;
  /** Read into a type of kubectl's own: its fields in their order, empty ones that it does not leave out too. */
  typed?: boolean;
  /** `get` has columns too. */
  forGet?: boolean;
}

let makeTemplatePrinter: typeof templatePrinter | undefined;
let asOwnType: typeof asRegistered | undefined;
let kyaml: typeof Kyaml | undefined;

/** Verbs that read objects into types of kubectl's own, and print those. */
const readsTypes = /^(autoscale|create .+|expose|rollout .+|run|set .+|taint)$/;

/**
 * Go templates are loaded when -o or --template names one, KYAML when -o does, the fields of Go's types when -o shows some:
 * before the verb runs, which then prints without waiting.
 */
export async function loadPrinters({ flags, process, path }: Context): Promise<void> {
  const output = flags.has('output') ? flags.text('output') : '';
  const isTemplate =
    /^(go-)?template/.test(output) || (flags.has('template') && flags.text('template') !== '');
  if (isTemplate)
    ({ templatePrinter: makeTemplatePrinter } = await process.time.hold(
      import('#commands/kubectl/template/template.ts'),
    ));
  if (output.toLowerCase() === 'kyaml') kyaml = await process.time.hold(import('./kyaml.ts'));
  if ((isTemplate || output !== '') && readsTypes.test(path))
    ({ asRegistered: asOwnType } = await process.time.hold(import('./go-types.ts')));
}

const templates = ['go-template', 'go-template-file', 'template', 'templatefile'];
const paths = ['jsonpath', 'jsonpath-as-json', 'jsonpath-file'];
const formats = ['json', 'kyaml', 'name', 'yaml', ...templates, ...paths];
const getFormats = [...formats, 'custom-columns', 'custom-columns-file', 'wide'];

/** cli-runtime's PrintFlags.ToPrinter: the printer that -o and --template ask for. */
export function printerFor(context: Context, options: PrinterOptions = {}): ObjectPrinter {
  const print = plainPrinter(context, options);
  const read = options.typed ? asOwnType : undefined;
  return read === undefined ? print : (object) => print(read(object));
}

function plainPrinter(context: Context, options: PrinterOptions): ObjectPrinter {
  const { flags } = context;
  const template = flags.has('template') ? flags.text('template') : '';
  // A format that is only the usual one gives way to --template.
  const hasOutput = flags.has('output') && (template === '' || flags.changed('output'));
  const output = hasOutput ? flags.text('output') : '';
  const withMeta = flags.has('show-managed-fields') && flags.isOn('show-managed-fields');
  const clean = (object: JsonObject) => (withMeta ? object : withoutManagedFields(object));
  if (output === '' && template === '') return namePrinter(options.operation ?? '');
  switch (output.toLowerCase()) {
    case 'name':
      return namePrinter('');
    case 'json': {
      const print = options.typed ? printTypedJson : printJson;
      return (object) => print(clean(object));
    }
    case 'yaml':
      return separated((object) => printYaml(clean(object)));
    case 'kyaml': {
      if (kyaml === undefined) throw new Error('KYAML is not loaded');
      const print = options.typed ? kyaml.printTypedKyaml : kyaml.printKyaml;
      return (object) => print(clean(object));
    }
    default:
      return templated(context, output || 'go-template', options);
  }
}

function separated(print: ObjectPrinter): ObjectPrinter {
  let count = 0;
  return (object) => `${count++ > 0 ? '---\n' : ''}${print(object)}`;
}

function templated(
  context: Context,
  output: string,
  { forGet, typed = false }: PrinterOptions,
): ObjectPrinter {
  const known = forGet ? getFormats : formats;
  const [format, inline] = splitFormat(output, known);
  if (format === undefined) throw unknownFormat(output, known);
  const { flags } = context;
  const isColumns = format.startsWith('custom');
  const argument = inline || (isColumns || !flags.has('template') ? '' : flags.text('template'));
  if (format.startsWith('custom-columns')) return columns(context, format, argument);
  if (argument === '') throw new CommandError('template format specified but no template given');
  const isFile = format.endsWith('file');
  const text = isFile ? readTemplate(context, argument) : argument;
  const allowsMissingKeys = flags.isOn('allow-missing-template-keys');
  if (paths.includes(format))
    return jsonPathPrinter(text, { allowsMissingKeys, asJson: format === 'jsonpath-as-json' });
  if (makeTemplatePrinter === undefined) throw new Error('templates are not loaded');
  return makeTemplatePrinter(text, { allowsMissingKeys, typed });
}

function splitFormat(output: string, known: readonly string[]): [string | undefined, string] {
  const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(output) ?? [];
  const takesValue = templates.includes(name) || paths.includes(name) || name.startsWith('custom-');
  return [known.includes(name) && takesValue ? name : undefined, value];
}

export function unknownFormat(output: string, known: readonly string[]): CommandError {
  return new CommandError(
    `unable to match a printer suitable for the output format ${quote(output)}, allowed formats are: ${known.toSorted().join(',')}`,
  );
}

function readTemplate({ process }: Context, path: string, what = '--template'): string {
  const absolute = resolvePath(process, path);
  if (process.files.stat(absolute)?.type !== 'file')
    throw new CommandError(
      `error reading ${what} ${path}, open ${path}: no such file or directory\n`,
    );
  return process.files.readText(absolute);
}

function columns(context: Context, format: string, argument: string): ObjectPrinter {
  const hasHeaders = !context.flags.isOn('no-headers');
  if (format === 'custom-columns') return columnsPrinter(parseColumns(argument), hasHeaders);
  return columnsPrinter(parseColumnsFile(readTemplate(context, argument, 'template')), hasHeaders);
}

/** NamePrinter: `kind.group/name operation`, each item of a list. */
function namePrinter(operation: string): ObjectPrinter {
  const print = (object: JsonObject): string => {
    const { items } = object;
    if (Array.isArray(items)) return items.filter(isRecord).map(print).join('');
    const said = operation === '' ? '' : ` ${operation}`;
    return `${nameOf(object)}${said}\n`;
  };
  return print;
}

/** `deployment.apps/web` */
function nameOf(object: JsonObject): string {
  const [group = ''] = textAt(object, 'apiVersion').split('/');
  const kind = textAt(object, 'kind').toLowerCase();
  const isCore = !textAt(object, 'apiVersion').includes('/');
  return `${isCore ? kind : `${kind}.${group}`}/${textAt(object, 'metadata.name') || '<unknown>'}`;
}

export function withoutManagedFields(object: JsonObject): JsonObject {
  if (Array.isArray(object['items']))
    return { ...object, items: object['items'].filter(isRecord).map(withoutManagedFields) };
  if (!('managedFields' in recordAt(object, 'metadata'))) return object;
  const { managedFields: _, ...metadata } = recordAt(object, 'metadata');
  return { ...object, metadata };
}
