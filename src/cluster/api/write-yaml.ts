/** What JSON has; a field that is undefined is left out. */
type Value = unknown;

/** A mapping or a list as YAML 1.2, one value a line: what the library would write without folding and without anchors. */
export function writeYaml(value: object): string {
  return `${isFull(value) ? block(value, '') : empty(value)}\n`;
}

function isFull(value: Value): value is object {
  return typeof value === 'object' && value !== null && Object.keys(shown(value)).length > 0;
}

function shown(value: object): object {
  if (Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}

/** A collection that holds something, but for the indentation of its first line. */
function block(value: object, indent: string): string {
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((item: unknown) => `- ${isFull(item) ? block(item, inner) : scalar(item, inner)}`)
    : Object.entries(shown(value)).map(([key, one]: [string, unknown]) =>
        isFull(one)
          ? `${quoted(key)}:\n${inner}${block(one, inner)}`
          : `${quoted(key)}: ${scalar(one, inner)}`,
      );
  return lines.join(`\n${indent}`);
}

function scalar(value: Value, indent: string): string {
  if (typeof value === 'object' && value !== null) return empty(value);
  if (typeof value !== 'string') return JSON.stringify(value ?? null);
  // One line break at the end at most, and no blank that could be taken for indentation.
  if (!/^\S.*\n.*\S\n?$|^\S+\n$/s.test(value) || unprintable.test(value)) return quoted(value);
  const lines = value.replace(/\n$/, '').replaceAll(/\n+/g, `$&${indent}`);
  return `|${value.endsWith('\n') ? '' : '-'}\n${indent}${lines}`;
}

function empty(value: object): string {
  return Array.isArray(value) ? '[]' : '{}';
}

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const unprintable = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uD800-\uDFFF]/u;
/** Read otherwise than as the text that it is. */
const special = /^[\n\t ,[\]{}#&*!|>'"%@`]|^[?-]$|^[?-][ \t]|[\n:][ \t]|[ \t]\n|[\n\t ]#|[\n :-]$/;
const notText =
  /^(?:~|[Nn]ull|NULL|[Tt]rue|TRUE|[Ff]alse|FALSE|0o[0-7]+|0x[\da-fA-F]+|[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN|[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?)?$/;

/** On one line, in quotes where it needs them. */
function quoted(text: string): string {
  if (!special.test(text) && !notText.test(text) && !/\n/.test(text) && !unprintable.test(text))
    return text;
  const isSingle = text.includes('"') && !text.includes("'") && !/\n/.test(text);
  return isSingle && !unprintable.test(text) ? `'${text}'` : JSON.stringify(text);
}
