/**
 * Reads how Kubernetes' messages are written in protobuf, from the struct tags of the real kubectl, into
 * scripts/protobuf/types.txt. Run when the pinned version changes: `npm run protobuf-types -- PATH/TO/kubectl`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { GoTypes, type GoField, type GoType } from './protobuf/go-types.ts';
import { type MessageField, renderTable } from './protobuf/table.ts';

const output = new URL('protobuf/types.txt', import.meta.url);

/** The table of every message that a kubectl of this version can send, as text. */
export function readTable(binary: Buffer): string {
  const structs = [...new GoTypes(binary).structs()].filter(([name]) => isOurs(name));
  return renderTable(
    new Map(
      structs.flatMap(([name, type]) => {
        const fields = type.fields.flatMap(messageField);
        return fields.length === 0 ? [] : [[shortName(name), fields] as const];
      }),
    ),
  );
}

const packages =
  /^k8s\.io\/(?:api\/\w+\/v\d+|apimachinery\/pkg\/(?:apis\/meta\/v1|runtime|api\/resource))\.\w+$/;

function isOurs(name: string): boolean {
  return packages.test(name) && !name.endsWith('/v1.Duration');
}

function shortName(name: string): string {
  return name
    .replace(/^k8s\.io\/(?:api|apimachinery\/pkg\/(?:apis|api|util)?)\//, '')
    .replace(/^k8s\.io\/apimachinery\/pkg\//, '');
}

function messageField({ tag, type }: GoField): MessageField[] {
  const [, number] = /protobuf:"\w+,(\d+)/.exec(tag) ?? [];
  const [, name = '', options = ''] = /json:"([^",]*)([^"]*)"/.exec(tag) ?? [];
  const isInlined = name === '';
  if (number === undefined || name === '-') return [];
  const marks = [
    options.includes('omitempty') ? 'o' : '',
    type.kind === 'pointer' ? 'p' : '',
    type.kind === 'slice' && !isBytes(type) && type.name === '' ? 'l' : '',
    type.kind === 'map' ? 'm' : '',
    isInlined ? 'i' : '',
  ].join('');
  return [{ number: Number(number), name, marks, type: typeName(type) }];
}

function isBytes(type: GoType): boolean {
  return type.element?.name === '.uint8';
}

function typeName(type: GoType): string {
  const { kind } = type;
  if (kind === 'struct') return shortName(type.name);
  if (kind === 'slice' && isBytes(type)) return 'bytes';
  // A named list is a message of its own, whose field 1 repeats.
  if (kind === 'slice' && type.name !== '') return 'items';
  return kind === 'slice' || kind === 'pointer' || kind === 'map' ? elementName(type) : kind;
}

function elementName({ element }: GoType): string {
  return element ? typeName(element) : 'other';
}

const [, program = '', kubectl] = process.argv;
if (kubectl !== undefined && program.endsWith('protobuf-types.ts')) {
  writeFileSync(output, `${readTable(readFileSync(kubectl))}\n`);
}
