import { fieldsOf, short } from './encode.ts';
import type { Definition, Type } from './read.ts';

/** One JSON file a package: what each definition and field is for, and the enums, as OpenAPI tells them. */
export function descriptionFiles(packages: ReadonlyMap<string, Definition[]>): [string, string][] {
  return [...packages].map(([name, definitions]) => {
    const described = definitions.map((definition) => [
      definition.name,
      Object.fromEntries([
        ['', definition.description],
        ...fieldsOf(definition).flatMap((field) => [
          ...(field.description === '' ? [] : [[field.name, field.description]]),
          ...enumOf(field.name, field.type),
        ]),
      ]),
    ]);
    const json: unknown = Object.fromEntries(described);
    return [`descriptions/${short(name)}.json`, `${JSON.stringify(json, undefined, 2)}\n`];
  });
}

/** `imagePullPolicy#`: its values, separated by bars. */
function enumOf(name: string, type: Type): string[][] {
  if (type.of === 'list' || type.of === 'map') return enumOf(name, type.items);
  return 'enum' in type && type.enum !== undefined ? [[`${name}#`, type.enum.join('|')]] : [];
}
