import type { JsonObject } from '#cluster/api/object.ts';
import { goJson } from './go-json.ts';
import { listAt, recordAt, textAt, textOf } from '#commands/kubectl/json.ts';
import { formatGo } from '#commands/kubectl/jsonpath/evaluate.ts';

export interface TableOptions {
  wide: boolean;
  noHeaders: boolean;
  withNamespace: boolean;
  /** `deployment.apps`: names get it in front. */
  kind?: string | undefined;
  showLabels: boolean;
  columnLabels: readonly string[];
}

interface ColumnDefinition {
  name: string;
  priority: number;
  isName: boolean;
}

/** cli-runtime's HumanReadablePrinter over the server's tables: tab-separated lines for a TabWriter. */
export class TablePrinter {
  readonly #options: TableOptions;
  #columns: readonly JsonObject[] = [];
  #hasPrinted = false;

  constructor(options: TableOptions) {
    this.#options = options;
  }

  /** A table without columns has those of the one before; the same columns get no second header. */
  print(table: JsonObject, event = ''): string {
    const columns = listAt(table, 'columnDefinitions');
    const isSame = columns.length === 0 || goJson(columns) === goJson(this.#columns);
    const noHeaders = this.#options.noHeaders || (this.#hasPrinted && isSame);
    if (columns.length > 0 && !isSame) {
      this.#columns = columns;
      this.#hasPrinted = false;
    }
    const rows = listAt(table, 'rows');
    if (rows.length > 0) this.#hasPrinted = true;
    else return '';
    const definitions = this.#columns.map(definitionOf);
    const header = noHeaders ? [] : [this.#header(definitions, event)];
    return [...header, ...rows.map((row) => this.#row(row, definitions, event))]
      .map((cells) => `${cells.join('\t')}\n`)
      .join('');
  }

  #header(definitions: readonly ColumnDefinition[], event: string): string[] {
    const { withNamespace, showLabels, columnLabels } = this.#options;
    return [
      ...(event === '' ? [] : ['EVENT']),
      ...(withNamespace ? ['NAMESPACE'] : []),
      ...definitions.filter((one) => this.#isShown(one)).map(({ name }) => name.toUpperCase()),
      ...columnLabels.map((label) => label.slice(label.lastIndexOf('/') + 1).toUpperCase()),
      ...(showLabels ? ['LABELS'] : []),
    ];
  }

  #row(row: JsonObject, definitions: readonly ColumnDefinition[], event: string): string[] {
    const { withNamespace, showLabels, columnLabels, kind } = this.#options;
    const cells = Array.isArray(row['cells']) ? row['cells'] : [];
    const labels = recordAt(row, 'object.metadata.labels');
    const nameAt = kind === undefined ? -1 : definitions.findIndex(({ isName }) => isName);
    return [
      ...(event === '' ? [] : [event.padEnd(8)]),
      ...(withNamespace ? [textAt(row, 'object.metadata.namespace')] : []),
      ...cells
        .map((cell, at) => (at === nameAt ? `${kind}/${cellText(cell)}` : cellText(cell)))
        .filter((_, at) => definitions[at] !== undefined && this.#isShown(definitions[at])),
      ...columnLabels.map((label) => (Object.hasOwn(labels, label) ? textOf(labels[label]) : '')),
      ...(showLabels ? [formatLabels(labels)] : []),
    ];
  }

  #isShown({ priority }: ColumnDefinition): boolean {
    return this.#options.wide || priority === 0;
  }
}

function definitionOf(column: JsonObject): ColumnDefinition {
  return {
    name: textAt(column, 'name'),
    priority: Number(column['priority'] ?? 0),
    isName: column['format'] === 'name' && column['type'] === 'string',
  };
}

/** Cut at the first line break; escapes of a terminal are shown. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  const text = formatGo(cell);
  const end = text.search(/[\f\n\r]/);
  return `${(end < 0 ? text : text.slice(0, end)).replaceAll('\u001b', '^[')}${end < 0 ? '' : '...'}`;
}

/** labels.FormatLabels */
export function formatLabels(labels: JsonObject): string {
  const pairs = Object.keys(labels)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((key) => `${key}=${textOf(labels[key])}`);
  return pairs.length === 0 ? '<none>' : pairs.join(',');
}
