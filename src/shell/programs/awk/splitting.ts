import { fatal } from './problems.ts';
import type { AwkRegex } from './regex.ts';
import { sliceOf } from './values.ts';

/** Pieces of a text, and what stands between them; before the first and after the last too where blanks separate. */
export interface Pieces {
  readonly fields: string[];
  /** By the number of the field before. */
  readonly separators: Map<number, string>;
}

/** Cuts a text; the separators are wanted by few. */
export type Splitter = (text: string, wantsSeparators?: boolean) => Pieces;

const none: ReadonlyMap<number, string> = new Map();

const blanks = /[ \t\n]+/gu;

export const splitBlanks: Splitter = (text, wantsSeparators = false) => {
  const fields: string[] = [];
  const separators = new Map<number, string>();
  if (!wantsSeparators) {
    for (const field of text.split(/[ \t\n]+/u)) if (field !== '') fields.push(field);
    return { fields, separators };
  }
  let from = 0;
  for (const { 0: blank, index } of text.matchAll(blanks)) {
    if (index > from) fields.push(text.slice(from, index));
    separators.set(fields.length, blank);
    from = index + blank.length;
  }
  if (from < text.length) fields.push(text.slice(from));
  return { fields, separators };
};

export function splitterOfLetter(letter: string): Splitter {
  return (text) => {
    const fields = text === '' ? [] : text.split(letter);
    const separators = new Map(fields.slice(1).map((_, i) => [i + 1, letter]));
    return { fields, separators };
  };
}

export const splitLetters: Splitter = (text) => {
  const fields = Array.from(text);
  return { fields, separators: new Map(fields.slice(1).map((_, i) => [i + 1, ''])) };
};

/** An empty match separates nothing. */
export function splitterOfRegex(regex: AwkRegex, trimsBlanks = false): Splitter {
  return (text) => {
    const fields: string[] = [];
    const separators = new Map<number, string>();
    if (text === '') return { fields, separators };
    const [leading = ''] = trimsBlanks ? (/^[ \t\n]+/u.exec(text) ?? []) : [];
    if (leading !== '') separators.set(0, leading);
    let [from, at] = [leading.length, leading.length];
    while (at < text.length) {
      const found = regex.find(text, at);
      if (!found) break;
      if (found.end === found.start) {
        at += text.codePointAt(at) === text.charCodeAt(at) ? 1 : 2;
        if (at >= text.length) fields.push(text.slice(from));
        continue;
      }
      fields.push(text.slice(from, found.start));
      separators.set(fields.length, text.slice(found.start, found.end));
      from = at = found.end;
      if (at === text.length && !trimsBlanks) fields.push('');
    }
    // What was passed over without a separator is lost, as it is in gawk 5.2.
    if (at < text.length) fields.push(text.slice(at));
    return { fields, separators };
  };
}

/** FPAT: the fields are what matches. */
export function splitterOfFields(regex: AwkRegex): Splitter {
  return (text) => {
    const fields: string[] = [];
    const separators = new Map<number, string>();
    let at = 0;
    let isFound = false;
    while (at < text.length) {
      const start = at;
      let found = regex.find(text, at);
      if (fields.length > 0 && found && found.end === at)
        found = at + 1 <= text.length ? regex.find(text, at + 1) : undefined;
      isFound = found !== undefined;
      separators.set(fields.length, text.slice(start, found?.start ?? text.length));
      if (!found) break;
      fields.push(text.slice(found.start, found.end));
      at = found.end;
    }
    if (isFound && at === text.length) separators.set(fields.length, '');
    return { fields, separators };
  };
}

/** FIELDWIDTHS: `3 5:2 *`. */
export function splitterOfWidths(widths: string): Splitter {
  const parts = widths.trim().split(/[ \t]+/u);
  const fields = (widths.trim() === '' ? [] : parts).map((part, i) => {
    const [, skip = '0', width] = /^(?:([1-9]\d*):)?([1-9]\d*|\*)$/u.exec(part) ?? [];
    if (width === '*' && i < parts.length - 1)
      fatal("`*' must be the last designator in FIELDWIDTHS");
    if (width === undefined)
      fatal(`invalid FIELDWIDTHS value, for field ${i + 1}, near \`${parts.slice(i).join(' ')}'`);
    return { skip: Number(skip), width: width === '*' ? Infinity : Number(width) };
  });
  return (text) => {
    const found: string[] = [];
    let at = 0;
    const { length } = Array.from(text);
    for (const { skip, width } of fields) {
      if (at >= length) break;
      at += skip;
      found.push(sliceOf(text, at, at + width));
      at += width;
    }
    return { fields: found, separators: new Map(none) };
  };
}
