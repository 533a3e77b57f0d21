import type { JsonObject } from '#cluster/api/object.ts';
import { isRecord } from '#commands/kubectl/json.ts';
import { formatGo, sortedKeys } from '#commands/kubectl/jsonpath/evaluate.ts';
import type { Page } from './page.ts';
import type { Sheet } from './sheet.ts';

const skipped = new Set(
  ['managedFields', 'name', 'namespace', 'labels', 'annotations'].map((key) => `.metadata.${key}`),
);

/** Any kind: its fields, by name. */
export async function describeGeneric(page: Page): Promise<void> {
  page.sheet.head(page.object);
  writeFields(page.sheet, page.object, 0, '');
  await page.events();
}

function writeFields(sheet: Sheet, content: JsonObject, level: number, prefix: string): void {
  for (const field of sortedKeys(content)) {
    const path = `${prefix}.${field}`;
    if (skipped.has(path)) continue;
    const value = content[field];
    const label = labelOf(field);
    if (isRecord(value)) {
      sheet.line(level, `${label}:`);
      writeFields(sheet, value, level + 1, path);
    } else if (Array.isArray(value)) {
      sheet.line(level, `${label}:`);
      for (const item of value)
        if (isRecord(item)) writeFields(sheet, item, level + 1, path);
        else sheet.line(level + 1, formatGo(item));
    } else sheet.line(level, `${label}:\t${formatGo(value)}`);
  }
}

const acronyms = new Set(['API', 'URL', 'UID', 'OSB', 'GUID']);

/** `apiVersion` is `API Version`. */
function labelOf(field: string): string {
  if (!/^[\p{L}-]*$/u.test(field)) return field;
  const parts = field.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}\p{Ll}*|\p{Ll}+|[^\p{Lu}\p{Ll}]+/gu) ?? [];
  return parts
    .map((part) =>
      acronyms.has(part.toUpperCase())
        ? part.toUpperCase()
        : `${part.slice(0, 1).toUpperCase()}${part.slice(1)}`,
    )
    .join(' ');
}
