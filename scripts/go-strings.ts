/**
 * Reads which fields of Kubernetes' Go types are strings of a type of their own, as messages about wrong types name it, from
 * the types that the real kubectl carries. Run when the pinned version changes: `npm run go-strings -- PATH/TO/kubectl`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { type GoType, GoTypes } from './protobuf/go-types.ts';

const output = new URL('../src/cluster/api/schema/string-types-text.ts', import.meta.url);

const packages = /^k8s\.io\/(?:api|apimachinery\/pkg\/apis)\/(\w+\/v\d+\.\w+)$/;

/** A struct a line, in the order of their names: `core/v1.PodStatus phase=PodPhase qosClass=PodQOSClass`. */
export function readStringTypes(binary: Buffer): string {
  return [...new GoTypes(binary).structs()]
    .flatMap(([name, type]) => {
      const [, struct] = packages.exec(name) ?? [];
      const words = wordsOf(type);
      return struct === undefined || words.length === 0 ? [] : [`${struct} ${words.join(' ')}`];
    })
    .toSorted()
    .join('\n');
}

/** Fields of embedded structs are their own. */
function wordsOf({ fields }: GoType): string[] {
  return fields.flatMap(({ tag, type }) => {
    const [, field] = /json:"([^",]*)/.exec(tag) ?? [];
    if (field === '' && type.kind === 'struct') return wordsOf(type);
    const own = stringType(type);
    return !field || own === undefined ? [] : [`${field}=${own}`];
  });
}

/** Types of Kubernetes' own versions are written without their package, `v1` say, where it is the usual one. */
function stringType(type: GoType): string | undefined {
  const { kind, name, element } = type;
  if (['pointer', 'slice'].includes(kind) && name === '' && element) return stringType(element);
  if (kind !== 'string' || !name.includes('/')) return undefined;
  return name.slice(name.lastIndexOf('/') + 1).replace(/^v1\./, '');
}

const [, program = '', kubectl] = process.argv;
if (kubectl !== undefined && program.endsWith('go-strings.ts')) {
  const text = readStringTypes(readFileSync(kubectl));
  writeFileSync(
    output,
    `/** Strings of a type of their own, read by string-types.ts. Written by \`npm run go-strings\`. */\nexport const stringTypes = \`\n${text}\`;\n`,
  );
}
