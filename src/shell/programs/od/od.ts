import type { Process, Program } from '#process/program.ts';
import { joined } from '#shell/descriptors.ts';
import { complain, openFile } from '#shell/programs/arguments.ts';
import { notSimulated, readCommandLine, type CommandLine } from '#shell/programs/command-line.ts';
import { quoteName } from '#shell/programs/quote-name.ts';
import { isPrinted, parseTypes, type OutputType } from './types.ts';

const long = {
  'skip-bytes:': 'j',
  'address-radix:': 'A',
  'read-bytes:': 'N',
  'format:': 't',
  'output-duplicates': 'v',
  'strings::': 'S',
  traditional: 'traditional',
  'width::': 'w',
  'endian:': 'endian',
};

/** What the letters of old stand for. */
const old: Readonly<Record<string, string>> = {
  a: 'a',
  b: 'o1',
  c: 'c',
  d: 'u2',
  h: 'x2',
  i: 'dI',
  l: 'dL',
  o: 'o2',
  s: 'd2',
  x: 'x2',
  B: 'o2',
  D: 'u4',
  H: 'x4',
  I: 'dL',
  L: 'dL',
  O: 'o4',
  X: 'x4',
};

/** GNU od (coreutils 9.1), but for floating numbers and -S. */
export const od: Program = async (process) => {
  const line = await readCommandLine(process, {
    letters: 'A:aBbcDdeFfHhIij:LlN:OoS:st:vw::Xx',
    long,
  });
  if ('status' in line) return line.status;
  const odd = ['e', 'f', 'F', 'S', 'traditional'].find((letter) => line.has(letter));
  if (odd !== undefined)
    return notSimulated(process, odd.length > 1 ? `od --${odd}` : `od -${odd}`);
  const settings = settingsOf(line);
  if (typeof settings === 'string') return complain(process, settings);
  if (settings.warning !== undefined) await complain(process, settings.warning);
  const { skip, most } = settings;
  const input = new Input(process, line.rest.length > 0 ? line.rest : ['-'], most);
  if (!(await input.skip(skip))) return complain(process, 'cannot skip past end of combined input');
  await new Dump(process, settings).run(input);
  return input.status;
};

interface Settings {
  types: readonly OutputType[];
  width: number;
  warning: string | undefined;
  /** Of addresses; undefined where none is shown. */
  radix: { base: number; width: number } | undefined;
  skip: number;
  most: number;
  isVerbose: boolean;
}

const radixes: Readonly<Record<string, Settings['radix']>> = {
  d: { base: 10, width: 7 },
  o: { base: 8, width: 7 },
  x: { base: 16, width: 6 },
};

function settingsOf(line: CommandLine): Settings | string {
  const radix = (line.last('A') ?? 'o').charAt(0);
  if (!'doxn'.includes(radix) || radix === '')
    return `invalid output address radix '${radix}'; it must be one character from [doxn]`;
  const endian = line.last('endian') ?? 'little';
  if (!/^(?:big|little)$/u.test(endian))
    return `invalid argument ‘${endian}’ for ‘--endian’\nValid arguments are:\n  - ‘little’\n  - ‘big’\nTry 'od --help' for more information.`;
  const texts = line.given.flatMap(({ letter, value }) =>
    letter === 't' ? value || [] : (old[letter] ?? []),
  );
  const types: OutputType[] = [];
  for (const text of texts.length > 0 ? texts : ['o2']) {
    const parsed = parseTypes(text, endian === 'big');
    if (typeof parsed === 'string') return parsed;
    types.push(...parsed);
  }
  for (const letter of ['j', 'N']) {
    const text = line.last(letter);
    if (text !== undefined && countOf(text) === undefined) return wrongCount(letter, text);
  }
  const step = Math.max(1, ...types.map(({ size }) => size));
  const given = line.has('w') ? (line.last('w') ?? '32') : undefined;
  const asked = given === undefined ? 16 : countOf(given);
  if (asked === undefined) return wrongCount('w', given ?? '');
  const isWrong = asked === 0 || asked % step !== 0;
  return {
    types,
    width: isWrong ? step : asked,
    warning: isWrong ? `warning: invalid width ${asked}; using ${step} instead` : undefined,
    radix: radixes[radix],
    skip: countOf(line.last('j') ?? '0') ?? 0,
    most: countOf(line.last('N') ?? '') ?? Infinity,
    isVerbose: line.has('v'),
  };
}

const multiples: Readonly<Record<string, number>> = {
  '': 1,
  b: 512,
  k: 1024,
  K: 1024,
  KiB: 1024,
  kB: 1000,
  KB: 1000,
  m: 1024 ** 2,
  M: 1024 ** 2,
  MB: 1000 ** 2,
};

function wrongCount(letter: string, text: string): string {
  return `invalid ${/^\d/u.test(text) ? 'suffix in ' : ''}-${letter} argument '${text}'`;
}

/** A count as C writes numbers: `0x10`, `010`, `1k`. */
function countOf(text: string): number | undefined {
  const [, hex, octal, decimal, unit = ''] =
    /^(?:0[xX]([\da-fA-F]+)|0([0-7]+)|(\d+))([a-zA-Z]*)$/u.exec(text) ?? [];
  const multiple = multiples[unit];
  const [digits, base] =
    hex === undefined ? (octal === undefined ? [decimal, 10] : [octal, 8]) : [hex, 16];
  if (digits === undefined || multiple === undefined) return undefined;
  return Number.parseInt(digits, base) * multiple;
}

/** The bytes of all the files as if they were one. */
class Input {
  status = 0;
  /** One of the files was there at least. */
  wasOpened = false;
  readonly #process: Process;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #left = new Uint8Array();
  #most: number;

  constructor(process: Process, names: readonly string[], most: number) {
    this.#process = process;
    this.#chunks = this.#all(names);
    this.#most = most;
  }

  async *#all(names: readonly string[]): AsyncGenerator<Uint8Array> {
    for (const name of names) {
      const source = openFile(this.#process, name);
      this.wasOpened ||= typeof source !== 'string' || source === 'Is a directory';
      if (typeof source === 'string')
        this.status = await complain(this.#process, `${quoteName(name)}: ${source}`);
      else yield* source.bytes;
    }
  }

  async skip(count: number): Promise<boolean> {
    const most = this.#most;
    this.#most = Infinity;
    for (let left = count; left > 0;) {
      const taken = await this.take(Math.min(left, 65_536));
      if (taken.length === 0) return false;
      left -= taken.length;
    }
    this.#most = most;
    return true;
  }

  /** As many bytes, or those that are left. */
  async take(count: number): Promise<Uint8Array> {
    const wanted = Math.min(count, this.#most);
    const parts: Uint8Array[] = [];
    for (let length = 0; length < wanted;) {
      if (this.#left.length === 0) {
        const { done, value } = await this.#chunks.next();
        if (done === true) break;
        this.#left = value.slice();
        continue;
      }
      const part = this.#left.subarray(0, wanted - length);
      this.#left = this.#left.subarray(part.length);
      parts.push(part);
      length += part.length;
    }
    const taken = joined(parts);
    this.#most -= taken.length;
    return taken;
  }
}

class Dump {
  readonly #process: Process;
  readonly #settings: Settings;
  readonly #lineWidth: number;

  constructor(process: Process, settings: Settings) {
    this.#process = process;
    this.#settings = settings;
    const { types, width } = settings;
    this.#lineWidth = Math.max(...types.map((type) => (type.width + 1) * (width / type.size)));
  }

  async run(input: Input): Promise<void> {
    const { skip, types, width, isVerbose } = this.#settings;
    const step = Math.max(1, ...types.map(({ size }) => size));
    const { stdout } = this.#process;
    let [address, before, isRepeated] = [skip, '', false];
    for (let block = await input.take(width); block.length > 0; block = await input.take(width)) {
      const key = block.join();
      if (isVerbose || key !== before || block.length < width) {
        const whole = new Uint8Array(Math.ceil(block.length / step) * step);
        whole.set(block);
        await stdout.write(this.#block(whole, block.length, address));
        isRepeated = false;
      } else if (!isRepeated) {
        await stdout.write('*\n');
        isRepeated = true;
      }
      before = key;
      address += block.length;
    }
    if (this.#settings.radix && (input.status === 0 || input.wasOpened))
      await stdout.write(`${this.#address(address)}\n`);
  }

  #address(address: number): string {
    const { radix } = this.#settings;
    return radix ? address.toString(radix.base).padStart(radix.width, '0') : '';
  }

  #block(bytes: Uint8Array, length: number, address: number): string {
    const { types, radix } = this.#settings;
    const lines = types.map((type, i) => {
      const start = i === 0 ? this.#address(address) : ' '.repeat(radix?.width ?? 0);
      return `${start}${this.#fields(bytes, length, type)}\n`;
    });
    return lines.join('');
  }

  /** Fields of all types take the same width together: what is left is shared between them. */
  #fields(bytes: Uint8Array, length: number, { size, width, show, hasText }: OutputType): string {
    const count = this.#settings.width / size;
    const pad = this.#lineWidth - width * count;
    const blank = Math.floor((this.#settings.width - length) / size);
    let text = '';
    let left = pad;
    for (let i = count; i > blank; i -= 1) {
      const next = Math.floor((pad * (i - 1)) / count);
      const from = (count - i) * size;
      text += show(bytes.subarray(from, from + size)).padStart(left - next + width);
      left = next;
    }
    if (!hasText) return text;
    const letters = Array.from(bytes.subarray(0, length), (byte) =>
      isPrinted(byte) ? String.fromCharCode(byte) : '.',
    );
    const missing = blank * width + Math.floor((pad * blank) / count);
    return `${text}${' '.repeat(missing)}  >${letters.join('')}<`;
  }
}
