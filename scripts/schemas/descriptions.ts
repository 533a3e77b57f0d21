import { fieldsOf, short } from './encode.ts';
import type { Definition, Type } from './read.ts';

/** One JSON file a package: what each definition and field is for, and the enums, as OpenAPI tells them. */
export function descriptionFiles(
  packages: ReadonlyMap<string, Definition[]>,
  all: ReadonlyMap<string, Definition>,
): [string, string][] {
  const files = [...packages].map(([name, definitions]): [string, unknown] => {
    const described = definitions.map((definition) => [
      definition.name,
      Object.fromEntries([
        ['', definition.description],
        ...fieldsOf(definition).flatMap((field) => [
          ...(field.description === '' ? [] : [[field.name, field.description]]),
          ...enumOf(field.name, field.type),
          ...namedOf(field.name, field.type, all),
        ]),
      ]),
    ]);
    return [short(name), Object.fromEntries(described)];
  });
  const scalars = [...all.values()]
    .filter(
      (definition) => definition.scalar !== undefined && !/alpha|beta/.test(definition.package),
    )
    .map((definition) => [`${definition.package}.${definition.name}`, definition.description]);
  return [...files, ['scalars', Object.fromEntries(scalars)] as const].map(([name, json]) => [
    `descriptions/${name}.json`,
    `${JSON.stringify(json, undefined, 2)}\n`,
  ]);
}

/** `imagePullPolicy#`: its values, separated by bars. */
function enumOf(name: string, type: Type): string[][] {
  if (type.of === 'list' || type.of === 'map') return enumOf(name, type.items);
  return 'enum' in type && type.enum !== undefined ? [[`${name}#`, type.enum.join('|')]] : [];
}

/** `raw@`: the definition of a field that may be anything. */
function namedOf(name: string, type: Type, all: ReadonlyMap<string, Definition>): string[][] {
  if (type.of === 'list' || type.of === 'map') return namedOf(name, type.items, all);
  const definition = type.of === 'ref' ? all.get(type.alias) : undefined;
  const plain = ['Time', 'MicroTime', 'Quantity', 'IntOrString'];
  if (definition?.scalar === undefined || plain.includes(definition.scalar)) return [];
  return [[`${name}@`, `${definition.package}.${definition.name}`]];
}
