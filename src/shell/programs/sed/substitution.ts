import type { Part, Pattern, Substitution } from './commands.ts';
import { escapedLetter, escapes, unescaped } from './escapes.ts';
import { SedError, type Reader } from './reader.ts';
import { compileRegex, groupsOf, RegexError } from './regex.ts';

interface PatternOptions {
  isExtended: boolean;
  what: 'address' | 'substitution';
}

/** A pattern up to its delimiter, and the flags `I` and `M` of an address. */
export function readPattern(reader: Reader, delimiter: string, options: PatternOptions): Pattern {
  const source = readPart(reader, delimiter, true) ?? reader.fail('unterminated address regex');
  const flags = reader.take(/[IM]*/);
  return compiled(reader, source, {
    isExtended: options.isExtended,
    ignoresCase: flags.includes('I'),
    isMultiline: flags.includes('M'),
  });
}

function compiled(
  reader: Reader,
  source: string,
  flavour: Parameters<typeof compileRegex>[1],
): Pattern {
  if (source === '') {
    if (flavour.ignoresCase || flavour.isMultiline)
      reader.fail('cannot specify modifiers on empty regexp', reader.at + reader.take(/\n/).length);
    return undefined;
  }
  try {
    return compileRegex(source, flavour);
  } catch (error) {
    if (error instanceof RegexError) return reader.fail(error.message);
    throw error;
  }
}

/** `s/pattern/replacement/flags`, its `s` read. */
export function readSubstitution(
  reader: Reader,
  isExtended: boolean,
  readFile: (reader: Reader) => string,
): Substitution {
  const unterminated = "unterminated `s' command";
  const delimiter = readDelimiter(reader, unterminated);
  const source = readPart(reader, delimiter, true) ?? reader.fail(unterminated);
  const replaced = readPart(reader, delimiter, false) ?? reader.fail(unterminated);
  const flags = readFlags(reader);
  const file = flags.writes ? readFile(reader) : undefined;
  const pattern = compiled(reader, source, { isExtended, ...flags });
  const replacement = replacementOf(replaced);
  const most = Math.max(...replacement.map((part) => (part.type === 'group' ? part.group : 0)), 0);
  if (pattern && most > groupsOf(pattern))
    reader.fail(`invalid reference \\${most} on \`s' command's RHS`);
  const { nth = 1, isGlobal, prints } = flags;
  return { pattern, replacement, nth, isGlobal, prints, file };
}

function readDelimiter(reader: Reader, unterminated: string): string {
  const delimiter = reader.next();
  return delimiter === '' || delimiter === '\n' || delimiter === '\\'
    ? reader.fail(unterminated)
    : delimiter;
}

interface Flags {
  isGlobal: boolean;
  prints: boolean;
  ignoresCase: boolean;
  isMultiline: boolean;
  writes: boolean;
  nth?: number;
}

function readFlags(reader: Reader): Flags {
  const flags: Flags = {
    isGlobal: false,
    prints: false,
    ignoresCase: false,
    isMultiline: false,
    writes: false,
  };
  for (;;) {
    const letter = reader.peek();
    // Blanks may stand among flags.
    if (reader.take(/[ \t]+/) !== '') continue;
    if (/[\s;}#]|^$/u.test(letter)) return flags;
    if (/\d/u.test(letter)) {
      const nth = reader.number();
      if (nth === 0) reader.fail("number option to `s' command may not be zero");
      if (flags.nth !== undefined) reader.fail("multiple number options to `s' command");
      flags.nth = nth ?? 1;
      continue;
    }
    reader.at += 1;
    if (letter === 'g' || letter === 'p') {
      const name = letter === 'g' ? 'isGlobal' : 'prints';
      if (flags[name]) reader.fail(`multiple \`${letter}' options to \`s' command`);
      flags[name] = true;
    } else if (letter === 'i' || letter === 'I') flags.ignoresCase = true;
    else if (letter === 'm' || letter === 'M') flags.isMultiline = true;
    else if (letter === 'w') return { ...flags, writes: true };
    else if (letter === 'e')
      throw new SedError('sed: maillage: le drapeau « e » de s n’est pas simulé dans ce cours');
    else reader.fail("unknown option to `s'");
  }
}

/**
 * What stands before a delimiter, which it takes; undefined where it never comes. Before the delimiter itself a backslash goes,
 * and between brackets of a pattern the delimiter is a letter like any other (match_slash of GNU sed 4.9).
 */
function readPart(reader: Reader, delimiter: string, isPattern: boolean): string | undefined {
  let part = '';
  while (!reader.isOver()) {
    const bracket = isPattern ? reader.take(/\[\^?\]?(?:\[:\w+:\]|[^\]\n])*\]/) : '';
    if (bracket !== '') {
      part += bracket;
      continue;
    }
    const letter = reader.next();
    if (letter === delimiter) return isPattern ? withControls(part) : part;
    if (letter === '[' && isPattern) {
      // A bracket that never closes hides all delimiters after it.
      reader.at = reader.text.length;
      return undefined;
    }
    if (letter === '\n' && isPattern) return undefined;
    if (letter !== '\\') {
      part += letter;
      continue;
    }
    const escaped = reader.next();
    if (escaped === '') return undefined;
    if (escaped === delimiter && !(escaped === '&' && !isPattern)) part += escaped;
    else part += escaped === '\n' && isPattern ? '\n' : `\\${escaped}`;
  }
  return undefined;
}

/** `\t` and its like are what they stand for, between brackets too; an operator told by its number is a letter. */
function withControls(source: string): string {
  return source.replace(escapes, (escape) => {
    const letter = escapedLetter(escape);
    if (letter === undefined) return escape;
    if (letter === '\\') return '\\\\';
    return /[.*[$+?(){}|]/u.test(letter) ? `[${letter}]` : letter;
  });
}

const replacementParts = new RegExp(`${escapes.source}|&|[^\\\\&]+`, 'gu');

function replacementOf(source: string): Part[] {
  return [...source.matchAll(replacementParts)].map(([whole]): Part => {
    if (whole === '&') return { type: 'group', group: 0 };
    if (!whole.startsWith('\\')) return { type: 'text', text: whole };
    const letter = whole.slice(1);
    if (/^\d$/u.test(letter)) return { type: 'group', group: Number(letter) };
    if (isCase(letter)) return { type: 'case', to: letter };
    return { type: 'text', text: escapedLetter(whole) ?? letter };
  });
}

function isCase(letter: string): letter is 'U' | 'L' | 'u' | 'l' | 'E' {
  return /^[ULulE]$/u.test(letter);
}

/** `y/abc/xyz/`, its `y` read. */
export function readTransliteration(reader: Reader): ReadonlyMap<string, string> {
  const unterminated = "unterminated `y' command";
  const delimiter = readDelimiter(reader, unterminated);
  const letters = (): string[] => {
    const part = readPart(reader, delimiter, false) ?? reader.fail(unterminated);
    return Array.from(unescaped(part, (letter) => (letter === '\\' ? letter : `\\${letter}`)));
  };
  const [from, to] = [letters(), letters()];
  if (from.length !== to.length)
    reader.fail("strings for `y' command are different lengths", reader.at);
  return new Map(from.map((letter, at) => [letter, to[at] ?? '']));
}
