import type { Cell, ColumnDefinition, Columns } from '#cluster/api/columns/columns.ts';
import { at, type Fields, fieldsOf, listOf, textOf } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { humanDuration } from '#cluster/duration.ts';
import { findAll, parseJsonPath, type Step } from './json-path.ts';

interface PrinterColumn {
  readonly definition: ColumnDefinition;
  readonly steps: readonly Step[];
}

const age: Fields = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };
const made = new WeakMap<KubeObject, Map<string, Columns>>();

/** additionalPrinterColumns: apiextensions-apiserver/pkg/registry/customresource/tableconvertor (v1.35). */
export function customColumns(definition: KubeObject, version: string): Columns {
  const known = made.get(definition) ?? new Map<string, Columns>();
  made.set(definition, known);
  const found = known.get(version) ?? columnsFrom(definition, version);
  known.set(version, found);
  return found;
}

function columnsFrom(definition: KubeObject, version: string): Columns {
  const versions = listOf(at(definition, 'spec', 'versions'));
  const own = versions.find((one) => at(one, 'name') === version);
  const given = listOf(at(own, 'additionalPrinterColumns')).map(fieldsOf);
  const columns = (given.length === 0 ? [age] : given).map(columnFrom);
  const name: ColumnDefinition = {
    name: 'Name',
    type: 'string',
    format: 'name',
    description: '',
    priority: 0,
  };
  return {
    definitions: [name, ...columns.map(({ definition: one }) => one)],
    row: (object, now) => [
      object.metadata.name,
      ...columns.map(({ definition: { type }, steps }) =>
        cell(findAll(object, steps)[0], type, now),
      ),
    ],
  };
}

const types = new Map<unknown, ColumnDefinition['type']>([
  ['integer', 'integer'],
  ['number', 'number'],
  ['boolean', 'boolean'],
  ['date', 'date'],
]);

function columnFrom(column: Fields): PrinterColumn {
  return {
    definition: {
      name: textOf(column['name']),
      type: types.get(column['type']) ?? 'string',
      format: '',
      description: '',
      priority: typeof column['priority'] === 'number' && column['priority'] > 0 ? 1 : 0,
    },
    steps: parseJsonPath(textOf(column['jsonPath'])) ?? [{ type: 'key', key: '' }],
  };
}

function cell(value: unknown, type: ColumnDefinition['type'], now: number): Cell {
  if (value === undefined) return null;
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' ? since(value, now) : null;
    case 'string':
      return typeof value === 'string' ? value : JSON.stringify(value);
  }
}

function since(text: string, now: number): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? '<invalid>' : humanDuration(now - time);
}
