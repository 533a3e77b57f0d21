import { isRecord } from '#commands/kubectl/json.ts';
import { quote } from '#commands/kubectl/go-values.ts';
import { resolvesToText } from './yaml-resolve.ts';
import { compareKeys } from './yaml.ts';

/** `-o kyaml`: flow style over lines, every string in double quotes (sigs.k8s.io/yaml kyaml, v1.6). */
export function printKyaml(value: unknown): string {
  return `---\n${render(value, '')}\n`;
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
    const keys = Object.keys(value)
      .filter((key) => value[key] !== undefined)
      .toSorted(compareKeys);
    if (keys.length === 0) return '{}';
    return `{\n${keys
      .map((key) => `${inner}${renderKey(key)}: ${render(value[key], inner)},\n`)
      .join('')}${indent}}`;
  }
  return typeof value === 'string' ? renderText(value, indent) : String(value);
}

function isCollection(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function renderKey(key: string): string {
  return /^[A-Za-z_][\w./-]*$/.test(key) && resolvesToText(key) ? key : quote(key);
}

function renderText(value: string, indent: string): string {
  if (!value.includes('\n')) return quoteText(value);
  const lines = value.split('\n');
  const last = lines.pop() ?? '';
  const body = lines.map((line) => `${indent}   ${quoteText(line).slice(1, -1)}\\n\\\n`).join('');
  return `"\\\n${body}${indent}   ${quoteText(last).slice(1, -1)}"`;
}

function quoteText(text: string): string {
  return quote(text).replaceAll('\\t', '\t');
}
