import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { descriptionFiles } from './schemas/descriptions.ts';
import { Encoder, served } from './schemas/encode.ts';
import { readDefinitions } from './schemas/read.ts';

/**
 * Writes what the simulated API server knows of fields, from the typed and documented definitions of `kubernetes-models`:
 * their structure, which the engine loads, and their descriptions, which only explain and OpenAPI load.
 */
export function generate(): Map<string, string> {
  const all = readDefinitions(['@kubernetes-models/apimachinery', 'kubernetes-models']);
  const packages = served(all);
  const encoder = new Encoder(all, packages.keys());
  const lines = [...packages].flatMap(([name, definitions]) => [
    `=${name} ${definitions.find(({ kind }) => kind !== undefined)?.apiVersion ?? ''}`,
    ...definitions.map((definition) => encoder.definition(definition)),
  ]);
  const structure = [
    '/* oxlint-disable max-lines */',
    '/** The fields of every kind of a plain Kubernetes 1.35, read by schema/structure.ts. Written by `npm run schemas`. */',
    'export const structure = `',
    `${lines.join('\n')}\`;`,
    '',
  ].join('\n');
  return new Map([['structure-text.ts', structure], ...descriptionFiles(packages, all)]);
}

const target = join(import.meta.dirname, '../src/cluster/api/schema');

/** The files that are not what the generator writes. */
export function stale(): string[] {
  return [...generate()]
    .filter(([file, text]) => !same(join(target, file), text))
    .map(([file]) => file);
}

function same(file: string, text: string): boolean {
  try {
    return readFileSync(file, 'utf8') === text;
  } catch {
    return false;
  }
}

if (import.meta.main) {
  for (const [file, text] of generate()) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    writeFileSync(join(target, file), text);
  }
}
