/** What is not written as nearly everybody does. */
export const unknown = Symbol('unknown');

/** Levels of flow collections. */
const deepest = 50;

/** YAML 1.1 reads some of these as something else than text. */
const words = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** A key that is surely text, and no property that objects have by themselves. */
export function isPlainKey(text: string): boolean {
  return /^[A-Za-z][\w./-]*$/.test(text) && !words.test(text);
}

/** A scalar or a flow collection that is all of its line; `unknown` when it may be anything else. */
export function plainValue(text: string): unknown {
  if (text.endsWith(' ') || text.includes(' #')) return unknown;
  if (!/^["'[{]/.test(text)) return unquoted(text);
  const flow = new Flow(text);
  const value = flow.value();
  return flow.isOver() ? value : unknown;
}

/** Reads a flow collection, or a quoted text. */
class Flow {
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  isOver(): boolean {
    return this.at === this.text.length;
  }

  value(): unknown {
    switch (this.text.charAt(this.at)) {
      case '{':
      case '[':
        return this.collection();
      case '"': {
        const quoted = this.take(/"(?:[^"\\]|\\["\\nt])*"/y);
        return quoted === undefined ? unknown : JSON.parse(quoted);
      }
      case "'":
        return (
          this.take(/'(?:[^']|'')*'/y)
            ?.slice(1, -1)
            .replaceAll("''", "'") ?? unknown
        );
      default:
        return unquoted(this.take(/(?:[^\s,[\]{}:#"']|:(?=[^\s,[\]{}])| (?=[^\s,[\]{}]))+/y) ?? '');
    }
  }

  private collection(): unknown {
    if (this.depth === deepest) return unknown;
    this.depth += 1;
    const value = this.text[this.at] === '{' ? this.mapping() : this.list();
    this.depth -= 1;
    return value;
  }

  private list(): unknown {
    const items: unknown[] = [];
    if (this.opens('[', ']')) return items;
    do {
      const item = this.value();
      if (item === unknown) return unknown;
      items.push(item);
    } while (this.take(/ *, */y));
    return this.take(/ *\]/y) ? items : unknown;
  }

  private mapping(): unknown {
    const entries = new Map<string, unknown>();
    if (this.opens('{', '}')) return {};
    do {
      const key = this.take(/[\w./-]+/y) ?? '';
      if (!isPlainKey(key) || entries.has(key) || !this.take(/: +/y)) return unknown;
      const value = this.value();
      if (value === unknown) return unknown;
      entries.set(key, value);
    } while (this.take(/ *, */y));
    return this.take(/ *\}/y) ? Object.fromEntries(entries) : unknown;
  }

  /** Takes what opens a collection; true when it is empty. */
  private opens(begin: string, end: string): boolean {
    const pair = this.text.startsWith(begin + end, this.at);
    this.take(pair ? /../y : /. */y);
    return pair;
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }
}

function unquoted(text: string): unknown {
  if (text.includes(': ') || text.endsWith(':')) return unknown;
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (text === 'null') return null;
  if (/^(?:0|-?[1-9]\d{0,14})$/.test(text)) return Number(text);
  return isText(text) && !words.test(text) ? text : unknown;
}

function isText(text: string): boolean {
  // Words, paths, flags, variables, patterns.
  if (/^(?:[A-Za-z_/(^$]|--?[A-Za-z]|\.[A-Za-z]|::)/.test(text))
    return !/^\.(?:inf|nan)$/i.test(text);
  // A digit, and what no number and no date has: amounts, digests, networks, schedules.
  if (/^\d(?![xbo]).*[a-df-su-yA-DF-SU-Y/%*,]/.test(text)) return true;
  return /^\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$/.test(text);
}
