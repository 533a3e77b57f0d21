import { fail, shown } from './errors.ts';
import { isArray, jsonText, type Json } from './json.ts';

/** `@csv` and its like. A value in a string with a format is itself formatted so. */
export function formatted(name: string, value: Json): string {
  const format = formats[name];
  return format ? format(value) : fail(`${name.slice(1)} is not a valid format`);
}

export function text(value: Json): string {
  return typeof value === 'string' ? value : jsonText(value);
}

const formats: Readonly<Record<string, (value: Json) => string>> = {
  '@text': text,
  '@json': (value) => jsonText(value),
  '@csv': (value) => row(value, 'csv', (one) => `"${one.replaceAll('"', '""')}"`).join(','),
  '@tsv': (value) => row(value, 'tsv', escapeTabs).join('\t'),
  '@html': (value) => text(value).replace(/[<>&'"]/gu, (letter) => entities[letter] ?? letter),
  '@uri': (value) =>
    encodeURIComponent(text(value)).replace(
      /[!'()*]/gu,
      (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
  '@sh': (value) => (value !== null && isArray(value) ? value : [value]).map(quoted).join(' '),
  '@base64': (value) => btoa(latin1(text(value))),
  '@base64d': (value) => decoded(value),
};

const entities: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  "'": '&apos;',
  '"': '&quot;',
};

function row(value: Json, name: string, quote: (text: string) => string): string[] {
  if (value === null || !isArray(value))
    return fail(`${shown(value)} cannot be ${name}-formatted, only array`);
  return value.map((one) => {
    if (typeof one === 'string') return quote(one);
    if (one === null) return '';
    return typeof one === 'object'
      ? fail(`${shown(one)} is not valid in a csv row`)
      : jsonText(one);
  });
}

function escapeTabs(one: string): string {
  return one
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}

function quoted(one: Json): string {
  if (typeof one === 'object' && one !== null)
    return fail(`${shown(one)} can not be escaped for shell`);
  return typeof one === 'string' ? `'${one.replaceAll("'", "'\\''")}'` : jsonText(one);
}

function latin1(one: string): string {
  return Array.from(new TextEncoder().encode(one), (byte) => String.fromCharCode(byte)).join('');
}

function decoded(value: Json): string {
  const source = text(value).replace(/=+$/u, '');
  if (/[^A-Za-z\d+/]/u.test(source)) fail(`${shown(text(value))} is not valid base64 data`);
  if (source.length % 4 === 1) fail(`${shown(text(value))} trailing base64 byte found`);
  return new TextDecoder().decode(Uint8Array.from(atob(source), (letter) => letter.charCodeAt(0)));
}
