import type { KubeObject, Stored } from '#cluster/api/object.ts';
import { humanDuration } from '#cluster/duration.ts';
import { viewAs } from '#cluster/view-as.ts';

/** metav1.TableColumnDefinition. Descriptions are left empty: no client shows them, and they would weigh more than the rest. */
export interface ColumnDefinition {
  name: string;
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  format: '' | 'name';
  description: '';
  /** 1 is shown by `-o wide` only. */
  priority: 0 | 1;
}

export type Cell = string | number | boolean | null;

/** The server-side Table of a kind: pkg/printers/internalversion/printers.go (v1.35), whose server always asks for the wide form. */
export interface Columns {
  definitions: readonly ColumnDefinition[];
  /** `now` in milliseconds. */
  row: (object: KubeObject, now: number) => readonly Cell[];
  /** Where the rows of a list do not follow the list's own order. */
  order?: (a: KubeObject, b: KubeObject) => number;
}

/** How old a moment is, as the AGE column says it. */
export type Since = (time: string | undefined) => string;

/**
 * Definitions are one word each: `Name Ready Restarts:i IP+` (`:i` integer, `:b` boolean, `+` wide only, `_` a space).
 * `Name` is the one whose format is name.
 */
export function columns<T>(
  definitions: string,
  cells: (object: Stored<T>, since: Since, now: number) => readonly Cell[],
): Columns {
  return {
    definitions: definitions.split(' ').map(parseDefinition),
    row: (object, now) => cells(viewAs<T>(object), (time) => since(time, now), now),
  };
}

function since(time: string | undefined, now: number): string {
  return time === undefined ? '<unknown>' : humanDuration(now - Date.parse(time));
}

const types: Readonly<Record<string, ColumnDefinition['type']>> = {
  i: 'integer',
  b: 'boolean',
  d: 'date',
};

function parseDefinition(word: string): ColumnDefinition {
  const isWide = word.endsWith('+');
  const [name = '', type = ''] = (isWide ? word.slice(0, -1) : word).split(':');
  return {
    name: name.replaceAll('_', ' '),
    type: types[type] ?? 'string',
    format: name === 'Name' ? 'name' : '',
    description: '',
    priority: isWide ? 1 : 0,
  };
}

/** At most `limit` of a list, then how many were left out. */
export function listed(items: readonly string[], limit: number, separator = ','): string {
  const shown = items.slice(0, limit).join(separator);
  return items.length > limit ? `${shown} + ${items.length - limit} more...` : shown;
}

export function orNone(text: string | undefined): string {
  return text === undefined || text === '' ? '<none>' : text;
}
