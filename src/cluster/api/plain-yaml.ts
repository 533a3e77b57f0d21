import { isPlainKey, plainValue, unknown } from './plain-yaml-scalars.ts';

/** A line that is neither empty nor a comment. */
interface Line {
  /** Its number in the text. */
  readonly at: number;
  readonly indent: number;
  /** Without its indentation. */
  readonly text: string;
}

/** Longer documents may be refused for their size. */
const longest = 200_000;
const deepestIndent = 200;
/** Tabs, what ends lines otherwise, and what YAML does not allow at all. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const unusual = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/;

/**
 * A document as nearly everybody writes manifests: block mappings and sequences, scalars on a line, literal blocks. It is read here
 * in a tenth of the time that the library takes for all of YAML. Undefined for any other text, whether right or wrong: the library
 * decides.
 */
export function parsePlainYaml(text: string): { readonly value: unknown } | undefined {
  if (text.length > longest || unusual.test(text)) return undefined;
  if (text.startsWith('{')) return parseJson(text.trimEnd());
  const reader = new Reader(text);
  const value = reader.document();
  return value === unknown ? undefined : { value };
}

/** JSON as programs write it, on one line: what it would be written as again. It has no key twice, then, and no odd number. */
function parseJson(text: string): { readonly value: unknown } | undefined {
  if (text.includes('\\u') || text.includes('__proto__')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? { value } : undefined;
  } catch {
    return undefined;
  }
}

class Reader {
  private readonly source: readonly string[];
  private readonly lines: Line[];
  private at = 0;

  constructor(text: string) {
    this.source = text.split('\n');
    this.lines = this.source.flatMap((whole, at) => {
      const line = whole.trimStart();
      return line === '' || line.startsWith('#')
        ? []
        : [{ at, indent: whole.length - line.length, text: line }];
    });
  }

  document(): unknown {
    const [first] = this.lines;
    if (first?.indent !== 0) return unknown;
    const value = this.block(0);
    return this.at < this.lines.length ? unknown : value;
  }

  /** What begins at the next line, which is indented so far. */
  private block(indent: number): unknown {
    if (indent > deepestIndent) return unknown;
    return isItem(this.lines[this.at]?.text ?? '') ? this.sequence(indent) : this.mapping(indent);
  }

  private sequence(indent: number): unknown {
    const items: unknown[] = [];
    for (let line = this.next(indent); line && isItem(line.text); line = this.next(indent)) {
      const rest = line.text.slice(1).trimStart();
      if (rest === '' || isItem(rest)) return unknown;
      const inner = indent + line.text.length - rest.length;
      const item = startsMapping(rest)
        ? this.compact({ ...line, indent: inner, text: rest })
        : this.scalar(rest, indent);
      if (item === unknown) return unknown;
      items.push(item);
    }
    return items;
  }

  /** A mapping whose first key stands behind the dash. */
  private compact(line: Line): unknown {
    this.lines[this.at] = line;
    return this.mapping(line.indent);
  }

  private mapping(indent: number): unknown {
    const entries = new Map<string, unknown>();
    for (let line = this.next(indent); line; line = this.next(indent)) {
      if (isItem(line.text)) break;
      const { key, rest } = keyOf(line.text);
      if (key === undefined || entries.has(key)) return unknown;
      const value = rest === '' ? this.below(indent) : this.scalar(rest, indent);
      if (value === unknown) return unknown;
      entries.set(key, value);
    }
    return entries.size === 0 ? unknown : Object.fromEntries(entries);
  }

  /** The value of a key that has none on its line. */
  private below(indent: number): unknown {
    this.at += 1;
    const next = this.lines[this.at];
    if (!next || next.indent < indent) return null;
    if (next.indent === indent) return isItem(next.text) ? this.sequence(indent) : null;
    return this.block(next.indent);
  }

  /** The value that ends the next line. What is indented more behind it would go on with it. */
  private scalar(text: string, indent: number): unknown {
    if (text === '|' || text === '|-') return this.literal(indent, text === '|' ? '\n' : '');
    this.at += 1;
    const next = this.lines[this.at];
    if (next && next.indent > indent) return unknown;
    return plainValue(text);
  }

  private literal(indent: number, end: string): unknown {
    const header = this.lines[this.at]?.at ?? 0;
    const first = this.source[header + 1] ?? '';
    const inner = first.length - first.trimStart().length;
    if (inner <= indent || inner === first.length) return unknown;
    const lines: string[] = [];
    let at = header + 1;
    for (; at < this.source.length; at += 1) {
      const line = this.source[at] ?? '';
      const isEmpty = line.trimStart() === '';
      if (isEmpty && line.length > inner) return unknown;
      if (!isEmpty && line.slice(0, inner).trimStart() !== '') break;
      lines.push(line.slice(inner));
    }
    while (lines.at(-1) === '') lines.pop();
    while (this.lines[this.at] && (this.lines[this.at]?.at ?? at) < at) this.at += 1;
    const next = this.lines[this.at];
    return next && next.indent > indent ? unknown : `${lines.join('\n')}${end}`;
  }

  /** The next line, where it is indented so far. */
  private next(indent: number): Line | undefined {
    const line = this.lines[this.at];
    return line?.indent === indent ? line : undefined;
  }
}

function isItem(text: string): boolean {
  return text.startsWith('- ') || text === '-';
}

function startsMapping(text: string): boolean {
  return keyOf(text).key !== undefined;
}

function keyOf(text: string): { readonly key?: string; readonly rest: string } {
  const colon = text.indexOf(':');
  const key = text.slice(0, colon);
  if (colon < 0 || !isPlainKey(key)) return { rest: '' };
  const after = text.slice(colon + 1);
  return after === '' || after.startsWith(' ') ? { key, rest: after.trimStart() } : { rest: '' };
}
