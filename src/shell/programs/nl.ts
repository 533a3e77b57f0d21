import type { Program } from '#process/program.ts';
import { isRisky } from '#shell/expand/risk.ts';
import { complain } from './arguments.ts';
import { bytesOf, eachInput, letterLines, lettersOfText } from './bytes.ts';
import { misuse, readCommandLine, type CommandLine } from './command-line.ts';
import { compileRegex, RegexError } from './sed/regex.ts';

const long = {
  'header-numbering:': 'h',
  'body-numbering:': 'b',
  'footer-numbering:': 'f',
  'starting-line-number:': 'v',
  'line-increment:': 'i',
  'no-renumber': 'p',
  'join-blank-lines:': 'l',
  'number-separator:': 's',
  'number-width:': 'w',
  'number-format:': 'n',
  'section-delimiter:': 'd',
};

type Section = 'header' | 'body' | 'footer';

/** Which lines of a section have a number. */
type Style = 'all' | 'some' | 'none' | RegExp;

interface Settings {
  styles: Readonly<Record<Section, Style>>;
  delimiter: string;
  start: number;
  step: number;
  blanks: number;
  format: string;
  separator: string;
  width: number;
  renumbers: boolean;
}

/** GNU nl (coreutils 9.1). */
export const nl: Program = async (process) => {
  const line = await readCommandLine(process, { letters: 'h:b:f:v:i:pl:s:w:n:d:', long });
  if ('status' in line) return line.status;
  const settings = settingsOf(line);
  if ('wrong' in settings) return complain(process, settings.wrong);
  if ('misused' in settings) return misuse(process, settings.misused);
  const numbering = new Numbering(settings);
  return eachInput(process, line.rest, async ({ bytes }) => {
    for await (const ended of letterLines(bytes))
      await process.stdout.write(bytesOf(numbering.shown(ended.replace(/\n$/u, ''))));
  });
};

const numbers = [
  ['v', 'starting line number', -Infinity, '1'],
  ['i', 'line number increment', -Infinity, '1'],
  ['l', 'line number of blank lines', 1, '1'],
  ['w', 'line number field width', 1, '6'],
] as const;

function settingsOf(line: CommandLine): Settings | { wrong: string } | { misused: string } {
  const styles: Record<Section, Style> = { header: 'none', body: 'some', footer: 'none' };
  for (const section of ['header', 'body', 'footer'] as const) {
    const text = line.last(section.charAt(0));
    const style = text === undefined ? styles[section] : styleOf(text);
    if (style === undefined)
      return { misused: `invalid ${section} numbering style: ‘${text ?? ''}’` };
    if (typeof style === 'object' && 'wrong' in style) return style;
    styles[section] = style;
  }
  const values: Record<string, number> = {};
  for (const [letter, what, least, otherwise] of numbers) {
    const text = line.last(letter) ?? otherwise;
    if (!/^[-+]?\d+$/u.test(text)) return { wrong: `invalid ${what}: ‘${text}’` };
    if (Number(text) < least)
      return { wrong: `invalid ${what}: ‘${text}’: Numerical result out of range` };
    values[letter] = Number(text);
  }
  const format = line.last('n') ?? 'rn';
  if (!/^(?:ln|rn|rz)$/u.test(format))
    return { misused: `invalid line numbering format: ‘${format}’` };
  const marks = lettersOfText(line.last('d') ?? '\\:');
  return {
    styles,
    delimiter: marks.length === 1 ? `${marks}:` : marks,
    start: values['v'] ?? 1,
    step: values['i'] ?? 1,
    blanks: values['l'] ?? 1,
    width: values['w'] ?? 6,
    format,
    separator: lettersOfText(line.last('s') ?? '\t'),
    renumbers: !line.has('p'),
  };
}

function styleOf(text: string): Style | { wrong: string } | undefined {
  const known: Readonly<Record<string, Style>> = { a: 'all', t: 'some', n: 'none' };
  if (!text.startsWith('p')) return known[text];
  try {
    const flavour = { isExtended: false, ignoresCase: false, isMultiline: false };
    const regex = compileRegex(lettersOfText(text.slice(1)), flavour);
    if (!isRisky(regex.source)) return regex;
    return { wrong: `maillage: « nl -b ${text} » n’est pas simulé dans ce cours` };
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    return { wrong: error.message };
  }
}

class Numbering {
  readonly #settings: Settings;
  #section: Section = 'body';
  #number: number;
  #blanks = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#number = settings.start;
  }

  shown(text: string): string {
    const section = this.#sectionBegun(text);
    if (section !== undefined) {
      this.#section = section;
      if (this.#settings.renumbers) this.#number = this.#settings.start;
      return '\n';
    }
    const { width, separator } = this.#settings;
    if (!this.#isNumbered(text)) return `${' '.repeat(width + separator.length)}${text}\n`;
    const number = formatted(this.#number, this.#settings);
    this.#number += this.#settings.step;
    return `${number}${separator}${text}\n`;
  }

  /** A line of nothing but delimiters: three begin a head, two a body, one a foot. */
  #sectionBegun(text: string): Section | undefined {
    const { delimiter } = this.#settings;
    if (delimiter === '') return undefined;
    const found = (['footer', 'body', 'header'] as const).find(
      (_, i) => text === delimiter.repeat(i + 1),
    );
    return found;
  }

  #isNumbered(text: string): boolean {
    const style = this.#settings.styles[this.#section];
    if (style === 'none') return false;
    if (style === 'some') return text !== '';
    if (style !== 'all') return style.test(text);
    if (text !== '' || this.#settings.blanks === 1) {
      this.#blanks = 0;
      return true;
    }
    this.#blanks += 1;
    if (this.#blanks < this.#settings.blanks) return false;
    this.#blanks = 0;
    return true;
  }
}

function formatted(number: number, { format, width }: Settings): string {
  if (format === 'ln') return String(number).padEnd(width);
  if (format === 'rn') return String(number).padStart(width);
  const sign = number < 0 ? '-' : '';
  return sign + String(Math.abs(number)).padStart(width - sign.length, '0');
}
