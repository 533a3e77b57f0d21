import type { Process } from '#process/program.ts';
import { attempt } from '#shell/file-error.ts';
import { formatTime } from '#shell/format-time.ts';
import { absolute } from '#shell/path.ts';
import { ratioOf, type Decompressed } from './member.ts';

/** The table of `gzip -l`, which ends with what the files have together. */
export class Listing {
  #count = 0;
  #compressed = 0;
  #uncompressed = 0;
  #overhead = 0;
  readonly #process: Process;
  readonly #isVerbose: boolean;

  constructor(process: Process, isVerbose: boolean) {
    this.#process = process;
    this.#isVerbose = isVerbose;
  }

  async add(
    { bytes, overhead, crc, seconds }: Decompressed,
    { name, size }: { name: string; size: number },
  ): Promise<void> {
    const { stdout, files, cwd, time } = this.#process;
    if (this.#count === 0) {
      const more = this.#isVerbose ? 'method  crc     date  time  ' : '';
      await stdout.write(
        `${more}         compressed        uncompressed  ratio uncompressed_name\n`,
      );
    }
    this.#count += 1;
    this.#compressed += size;
    this.#uncompressed += bytes.length;
    this.#overhead = overhead;
    if (this.#isVerbose) {
      const found = attempt(() => files.stat(absolute(cwd, `${name}.gz`)));
      const file = 'value' in found ? found.value?.modified : undefined;
      const when = seconds > 0 ? seconds * 1000 : (file ?? time.now());
      await stdout.write(
        `defla ${crc.toString(16).padStart(8, '0')} ${formatTime(when, '%b %e %H:%M')} `,
      );
    }
    await stdout.write(row({ size, length: bytes.length, overhead, name }));
  }

  skip(): void {
    this.#overhead = 0;
  }

  async end(): Promise<void> {
    if (this.#count === 0) return;
    if (this.#isVerbose) await this.#process.stdout.write(' '.repeat(28));
    // gzip leaves out of the sum the head of the last file only.
    const [size, length] = [this.#compressed, this.#uncompressed];
    await this.#process.stdout.write(
      row({ size, length, overhead: this.#overhead, name: '(totals)' }),
    );
  }
}

interface Row {
  size: number;
  length: number;
  overhead: number;
  name: string;
}

function row({ size, length, overhead, name }: Row): string {
  const ratio = ratioOf(length, { size, overhead });
  return `${String(size).padStart(19)} ${String(length).padStart(19)} ${ratio} ${name}\n`;
}
