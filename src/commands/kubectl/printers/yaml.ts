import { resolvesToText } from './yaml-resolve.ts';

/**
 * YAML as sigs.k8s.io/yaml v1.6 prints JSON: go-yaml v2's encoder (keys in its natural order, strings quoted where they
 * would read as something else) over libyaml's emitter (folding after column 80).
 */
export function printYaml(value: unknown): string {
  const emitter = new Emitter();
  emitter.node(value, -1, 'root');
  return `${emitter.text}\n`;
}

const bestWidth = 80;
type Place = 'root' | 'item' | 'value';

class Emitter {
  text = '';
  #column = 0;

  /** `indent` is that of the collection around; -1 at the root. */
  node(value: unknown, indent: number, place: Place): void {
    if (Array.isArray(value)) this.#sequence(value, indent, place);
    else if (typeof value === 'object' && value !== null) this.#mapping(value, indent, place);
    else {
      if (place !== 'root') this.#put(' ');
      this.#scalar(value, Math.max(indent, 0) + (indent < 0 ? 0 : 2), true);
    }
  }

  #sequence(items: readonly unknown[], indent: number, place: Place): void {
    if (items.length === 0) return this.#put(place === 'root' ? '[]' : ' []');
    const own = place === 'value' ? indent : indent < 0 ? 0 : indent + 2;
    for (const [index, item] of items.entries()) {
      if (place === 'item' && index === 0) this.#put(' ');
      else if (place !== 'root' || index > 0) this.#line(own);
      this.#put('-');
      this.node(item, own, 'item');
    }
  }

  #mapping(value: object, indent: number, place: Place): void {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined);
    if (entries.length === 0) return this.#put(place === 'root' ? '{}' : ' {}');
    const own = indent < 0 ? 0 : indent + 2;
    entries.sort(([a], [b]) => compareKeys(a, b));
    for (const [index, [key, one]] of entries.entries()) {
      if (place === 'item' && index === 0) this.#put(' ');
      else if (place !== 'root' || index > 0) this.#line(own);
      const isComplex = this.#key(key, own);
      this.node(one, own, isComplex ? 'item' : 'value');
    }
  }

  /** True when the key is a complex one, after which a collection starts on the same line. */
  #key(key: string, indent: number): boolean {
    if (byteLength(key) <= 128 && !hasBreak(key)) {
      this.#scalar(key, indent, false);
      this.#put(':');
      return false;
    }
    this.#put('? ');
    this.#scalar(key, indent + 2, true);
    this.#line(indent);
    this.#put(':');
    return true;
  }

  #scalar(value: unknown, indent: number, breaks: boolean): void {
    if (typeof value !== 'string') return this.#put(printPlain(value));
    switch (styleOf(value, breaks)) {
      case 'plain':
        return this.#folded(value, indent, breaks);
      case 'single':
        this.#put("'");
        this.#folded(value.replaceAll("'", "''"), indent, breaks, value);
        return this.#put("'");
      case 'double':
        return this.#double(value, indent, breaks);
      case 'literal':
        return this.#literal(value, indent);
    }
  }

  /** Plain and single-quoted text breaks at a lone space once past the width. */
  #folded(written: string, indent: number, breaks: boolean, quoted?: string): void {
    let hasSpace = false;
    const last = written.length - 1;
    for (let at = 0; at < written.length; at++) {
      const char = written[at] ?? '';
      const isInside = quoted === undefined || (at > 0 && at < last);
      if (char !== ' ') {
        hasSpace = false;
        this.#putChar(char);
        continue;
      }
      if (breaks && !hasSpace && this.#column > bestWidth && isInside && written[at + 1] !== ' ')
        this.#line(indent);
      else this.#put(char);
      hasSpace = true;
    }
  }

  #double(value: string, indent: number, breaks: boolean): void {
    this.#put('"');
    const chars = Array.from(value);
    let hasSpace = false;
    for (const [at, char] of chars.entries()) {
      if (char !== ' ') {
        hasSpace = false;
        this.#put(isPrintable(char) && !/["\\\n]/.test(char) ? char : escapeChar(char));
        continue;
      }
      const isInside = at > 0 && at < chars.length - 1;
      if (breaks && !hasSpace && this.#column > bestWidth && isInside) {
        this.#line(indent);
        if (chars[at + 1] === ' ') this.#put('\\');
      } else this.#put(char);
      hasSpace = true;
    }
    this.#put('"');
  }

  #literal(value: string, indent: number): void {
    const hint = /^[ \n]/.test(value) ? '2' : '';
    const chomp = !value.endsWith('\n') ? '-' : value === '\n' || value.endsWith('\n\n') ? '+' : '';
    this.#put(`|${hint}${chomp}`);
    const lines = (value.endsWith('\n') ? value.slice(0, -1) : value).split('\n');
    for (const line of lines) {
      if (line === '') this.text += '\n';
      else this.#line(indent);
      this.#put(line);
    }
  }

  #line(indent: number): void {
    this.text += `\n${' '.repeat(indent)}`;
    this.#column = indent;
  }

  #put(text: string): void {
    this.text += text;
    for (const _ of text) this.#column++;
  }

  /** Half a surrogate pair counts once. */
  #putChar(char: string): void {
    this.text += char;
    if (!/[\uDC00-\uDFFF]/.test(char)) this.#column++;
  }
}

type Style = 'plain' | 'single' | 'double' | 'literal';

/** go-yaml's stringv, then libyaml's analyze_scalar and select_scalar_style. */
function styleOf(value: string, isValue: boolean): Style {
  const isMultiline = hasBreak(value);
  const wanted = value.includes('\n') ? 'literal' : resolvesToText(value) ? 'plain' : 'double';
  if (isMultiline && !isValue) return 'double';
  const isSpecial =
    !Array.from(value).every(isPrintable) || / [\n\r\u0085\u2028\u2029]/.test(value);
  if (wanted === 'literal') return isSpecial || value.endsWith(' ') ? 'double' : 'literal';
  if (wanted === 'double' || isSpecial) return 'double';
  if (/[\n\r\u0085\u2028\u2029] /.test(value)) return 'double';
  const isPlain =
    !isMultiline && !/^ | $/.test(value) && !/^(---|\.\.\.)/.test(value) && !hasIndicator(value);
  return isPlain ? 'plain' : 'single';
}

function hasIndicator(value: string): boolean {
  return /^[#,[\]{}&*!|>'"%@`]|^[?:-](\s|$)|:(\s|$)|\s#/.test(value);
}

export function isPrintable(char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  return (
    code === 0x0a ||
    (code >= 0x20 && code <= 0x7e) ||
    (code >= 0xa0 && code < 0xd800) ||
    (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff)
  );
}

const shortEscapes = new Map<number, string>([
  [0, '0'],
  [7, 'a'],
  [8, 'b'],
  [9, 't'],
  [10, 'n'],
  [11, 'v'],
  [12, 'f'],
  [13, 'r'],
  [27, 'e'],
  [34, '"'],
  [92, '\\'],
  [0x85, 'N'],
  [0xa0, '_'],
  [0x2028, 'L'],
  [0x2029, 'P'],
]);

export function escapeChar(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const short = shortEscapes.get(code);
  if (short !== undefined) return `\\${short}`;
  const digits = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

function printPlain(value: unknown): string {
  if (typeof value !== 'number') return String(value);
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63
    ? String(value)
    : printFloat(value, 6);
}

/** strconv.FormatFloat(f, 'g', -1, 64) */
function printFloat(value: number, most = 21): string {
  const [digits = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < most) return String(value);
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${digits}e${exponent < 0 ? '-' : '+'}${size}`;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

const isLetter = (char: string) => /\p{L}/u.test(char);
const isDigit = (char: string | undefined) => char !== undefined && /\p{Nd}/u.test(char);

/** go-yaml's keyList.Less: numbers inside keys by value, letters after everything else. */
function compareKeys(a: string, b: string): number {
  const left = Array.from(a);
  const right = Array.from(b);
  const at = left.findIndex((char, index) => char !== right[index]);
  if (at < 0 || at >= right.length) return left.length - right.length;
  const [from = '', to = ''] = [left[at], right[at]];
  const isFromLetter = isLetter(from);
  const isToLetter = isLetter(to);
  if (isFromLetter && isToLetter) return compareText(from, to);
  if (isFromLetter || isToLetter) return isFromLetter ? 1 : -1;
  const seed = (from === '0' || to === '0') && hasNumberBefore(left, at) ? '1' : '';
  const ours = digitsFrom(left, at);
  const theirs = digitsFrom(right, at);
  return (
    Number(seed + ours) - Number(seed + theirs) ||
    ours.length - theirs.length ||
    compareText(from, to)
  );
}

function digitsFrom(chars: readonly string[], start: number): string {
  let end = start;
  while (isDigit(chars[end])) end++;
  return chars.slice(start, end).join('');
}

function hasNumberBefore(chars: readonly string[], at: number): boolean {
  for (let back = at - 1; isDigit(chars[back]); back--) if (chars[back] !== '0') return true;
  return false;
}

function compareText(a: string, b: string): number {
  return (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0);
}

function hasBreak(value: string): boolean {
  return /[\n\r\u0085\u2028\u2029]/.test(value);
}
