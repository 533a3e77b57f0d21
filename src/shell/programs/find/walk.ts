import type { FileStat } from '#process/files.ts';
import type { Process } from '#process/program.ts';
import { attempt } from '#shell/file-error.ts';
import { absolute } from '#shell/path.ts';
import { lookUp } from '#shell/programs/look-up.ts';

/** A file as the walk meets it. */
export interface Entry {
  /** As it is shown: the starting point as typed, and the names below it. */
  path: string;
  absolute: string;
  start: string;
  depth: number;
  stat: FileStat;
}

/** What decides on a file, and what is done with it: both are true or false. */
export type Predicate = (entry: Entry, walk: Walk) => boolean | Promise<boolean>;

export interface WalkOptions {
  least: number;
  most: number;
  /** What is in a folder comes before it. */
  isDepthFirst: boolean;
}

export class Walk {
  status = 0;
  isPruned = false;
  hasQuit = false;
  readonly process: Process;
  readonly #options: WalkOptions;
  readonly #decide: Predicate;

  constructor(process: Process, options: WalkOptions, decide: Predicate) {
    this.process = process;
    this.#options = options;
    this.#decide = decide;
  }

  async complain(reason: string): Promise<void> {
    this.status = 1;
    await this.process.stderr.write(`find: ${reason}\n`);
  }

  async from(start: string): Promise<void> {
    const path = absolute(this.process.cwd, start);
    const stat = start === '' ? 'No such file or directory' : lookUp(this.process.files, path);
    if (typeof stat === 'string') return this.complain(`‘${start}’: ${stat}`);
    await this.#visit({ path: start, absolute: path, start, depth: 0, stat });
  }

  async #visit(entry: Entry): Promise<void> {
    if (this.hasQuit || this.process.signal.aborted) return;
    const { isDepthFirst, most } = this.#options;
    this.isPruned = false;
    if (!isDepthFirst) await this.#meet(entry);
    const isPruned = this.isPruned && !isDepthFirst;
    if (entry.stat.type === 'folder' && entry.depth < most && !isPruned) await this.#descend(entry);
    if (isDepthFirst) await this.#meet(entry);
  }

  async #meet(entry: Entry): Promise<void> {
    if (entry.depth >= this.#options.least && !this.hasQuit) await this.#decide(entry, this);
  }

  async #descend({ path, absolute: folder, start, depth }: Entry): Promise<void> {
    const { files } = this.process;
    const listed = attempt(() => files.list(folder));
    // What was met may have removed it.
    if (!('value' in listed)) return this.complain(`‘${path}’: ${listed.reason}`);
    for (const name of listed.value) {
      const below = absolute(folder, name);
      const stat = files.stat(below);
      const shown = path.endsWith('/') ? path + name : `${path}/${name}`;
      if (stat) await this.#visit({ path: shown, absolute: below, start, depth: depth + 1, stat });
    }
  }
}
