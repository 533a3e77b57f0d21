import { isRecord } from '#commands/kubectl/json.ts';
import { typedKeys } from './go-json.ts';
import { resolvesToText } from './yaml-resolve.ts';
import { escapeChar, isPrintable } from './yaml.ts';

/** `-o kyaml`: flow style over lines, every string in double quotes (sigs.k8s.io/yaml kyaml, v1.6). */
export function printKyaml(value: unknown): string {
  return `---\n${render(sorted(value), '')}\n`;
}

/** The same, fields in the order they have: what kubectl prints of its own types. */
export function printTypedKyaml(value: unknown): string {
  return `---\n${render(value, '')}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return new Map(entries.map(([key, one]) => [key, sorted(one)]));
}

function render(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    if (value.every(isCollection))
      return `[${value.map((item) => render(item, indent)).join(', ')}]`;
    return `[\n${value.map((item) => `${inner}${render(item, inner)},\n`).join('')}${indent}]`;
  }
  if (isRecord(value)) {
    const fields = [...fieldsOf(value)].filter(([, one]) => one !== undefined);
    if (fields.length === 0) return '{}';
    return `{\n${fields
      .map(([key, one]) => `${inner}${renderKey(key)}: ${render(one, inner)},\n`)
      .join('')}${indent}}`;
  }
  return typeof value === 'string' ? renderText(value, indent) : String(value);
}

/** A map keeps the order of keys that look like numbers; an object would not. */
function fieldsOf(value: Readonly<Record<string, unknown>>): Iterable<[string, unknown]> {
  return value instanceof Map ? value : typedKeys(value).map((key) => [key, value[key]]);
}

function isCollection(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function renderKey(key: string): string {
  const isBare = /^[\p{L}\d_][\p{L}\d_./-]*$/u.test(key) && resolvesToText(key);
  return isBare && !/^[tf]$/i.test(key) ? key : quoteText(key).replaceAll(/[\t\n]/g, escapeChar);
}

/** Several lines stand below one another, each ended by its own `\n` and a joined line end. */
function renderText(value: string, indent: string): string {
  if (!value.includes('\n')) return quoteText(value);
  const lines = value.split('\n');
  const last = lines.pop() ?? '';
  const place = (line: string, end: string) =>
    `${indent}  ${/^[ \t]/.test(line) ? '\\' : ' '}${escapeText(line)}${end}\\\n`;
  const body = lines.map((line) => place(line, '\\n')).join('');
  return `"\\\n${body}${last === '' ? '' : place(last, '')}${indent}  "`;
}

function quoteText(text: string): string {
  return `"${escapeText(text)}"`;
}

function escapeText(text: string): string {
  return Array.from(text)
    .map((char) =>
      char !== '\t' && (!isPrintable(char) || /["\\\u00a0]/.test(char)) && !isAstral(char)
        ? escapeChar(char)
        : char,
    )
    .join('');
}

/** This printer writes what go-yaml's escapes. */
function isAstral(char: string): boolean {
  return char.length > 1;
}
