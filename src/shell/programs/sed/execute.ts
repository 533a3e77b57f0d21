import { Ranges } from './addresses.ts';
import type { Command, Pattern, Saying, Substitution, Waiting } from './commands.ts';
import type { SedInput } from './input.ts';
import { SedError } from './reader.ts';
import { Spaces, type Text } from './spaces.ts';
import { substitute } from './substitute.ts';
import { unambiguous } from './unambiguous.ts';

export interface Surroundings {
  readonly input: SedInput;
  readonly write: (text: string) => Promise<void>;
  /** Adds to a file that the script names. */
  readonly append: (file: string, text: string) => Promise<void>;
  /** The text of a file that the script names; empty where it cannot be read. */
  readonly contents: (file: string) => string;
  readonly separator: string;
  readonly isQuiet: boolean;
  readonly width: number;
}

/** Commands in a row without a line read: a script that runs more than that never ends. */
const mostSteps = 100_000;

/** Runs a script on its lines; the exit code, where the script gave one. */
export function execute(commands: readonly Command[], surroundings: Surroundings): Promise<number> {
  return new Execution(commands, surroundings).run();
}

/** What a command asks for, where it is not the next command. */
type Turn = { to: number } | 'end' | 'delete' | 'again' | { status: number; prints: boolean };

class Execution {
  readonly #commands: readonly Command[];
  readonly #around: Surroundings;
  readonly #ranges = new Ranges();
  readonly #spaces: Spaces;
  /** Said when the line is over: a, r and R. */
  #queue: string[] = [];
  #hasReplaced = false;
  /** The last expression that was used, for the empty one. */
  #last: RegExp | undefined;
  /** Lines of files that R reads one by one. */
  readonly #read = new Map<string, string[]>();
  #lacksEnd = false;
  #steps = 0;
  #countedLine = 0;

  constructor(commands: readonly Command[], surroundings: Surroundings) {
    this.#commands = commands;
    this.#around = surroundings;
    this.#spaces = new Spaces(surroundings.separator);
  }

  async run(): Promise<number> {
    const { input } = this.#around;
    let isAgain = false;
    for (;;) {
      if (!isAgain) {
        const line = await input.next();
        if (line === undefined) return 0;
        this.#spaces.pattern = { text: line, hasEnd: input.hasEnd };
        this.#hasReplaced = false;
      }
      const end = await this.#cycle();
      isAgain = end === 'again';
      if (typeof end === 'object') {
        await this.#endLine(end.prints);
        await this.#write('', this.#lacksEnd);
        return end.status;
      }
      await this.#endLine(end === 'end');
    }
  }

  async #cycle(): Promise<Exclude<Turn, { to: number }>> {
    for (let at = 0; at < this.#commands.length;) {
      const command = this.#commands[at];
      if (!command) break;
      this.#count();
      at += 1;
      if (!(await this.#ranges.selects(command, this.#place()))) {
        if (command.name === '{') at = command.past;
        continue;
      }
      const turn = await this.#do(command);
      if (turn === undefined) continue;
      if (typeof turn === 'string' || 'status' in turn) return turn;
      at = turn.to;
    }
    return 'end';
  }

  #count(): void {
    const { line } = this.#around.input;
    this.#steps = line === this.#countedLine ? this.#steps + 1 : 0;
    this.#countedLine = line;
    if (this.#steps === mostSteps)
      throw new SedError(
        `sed: maillage: script arrêté après ${mostSteps.toLocaleString('fr-FR')} commandes sans lire de ligne`,
      );
  }

  #place() {
    const { input } = this.#around;
    return {
      line: input.line,
      isLast: () => input.isLast(),
      matches: (pattern: Pattern) => this.#used(pattern).test(this.#spaces.pattern.text),
    };
  }

  #used(pattern: Pattern): RegExp {
    this.#last = pattern ?? this.#last;
    if (!this.#last)
      throw new SedError('sed: -e expression #1, char 0: no previous regular expression');
    return this.#last;
  }

  /** Prints the pattern space where it is asked for, then what waited for the end of the line. */
  async #endLine(prints: boolean): Promise<void> {
    if (prints && !this.#around.isQuiet) await this.#print(this.#spaces.pattern);
    for (const text of this.#queue.splice(0)) await this.#write(text);
  }

  /** A last line that has no end is printed without one, unless something comes after it. */
  async #print({ text, hasEnd }: Text): Promise<void> {
    await this.#write(this.#ended({ text, hasEnd }), true);
    this.#lacksEnd = !hasEnd;
  }

  #ended({ text, hasEnd }: Text): string {
    return hasEnd ? text + this.#around.separator : text;
  }

  async #write(text: string, isWritten = text !== ''): Promise<void> {
    if (!isWritten) return;
    const { separator, write } = this.#around;
    await write(this.#lacksEnd ? separator + text : text);
    this.#lacksEnd = false;
  }

  async #do(command: Command): Promise<Turn | undefined> {
    switch (command.name) {
      case '{':
        return undefined;
      case 'b':
        return { to: command.target ?? this.#commands.length };
      case 't':
      case 'T':
        return this.#branch(command.name === 't', command.target);
      case 'c':
        if (command.isNegated || !command.to || this.#ranges.hasEnded(command))
          await this.#write(command.text);
        return 'delete';
      case 'd':
        return 'delete';
      case 'D':
        return this.#spaces.deleteFirst() ? 'again' : 'delete';
      case 'n':
      case 'N':
        return this.#readNext(command.name);
      case 'q':
      case 'Q':
        return { status: command.status, prints: command.name === 'q' };
      case 's':
        return this.#substitute(command);
      case 'g':
      case 'G':
      case 'h':
      case 'H':
      case 'x':
      case 'y':
      case 'z':
        this.#spaces.edit(command);
        return undefined;
      case 'a':
      case 'r':
      case 'R':
        this.#enqueue(command);
        return undefined;
      case '=':
      case 'F':
      case 'i':
      case 'l':
      case 'p':
      case 'P':
      case 'w':
      case 'W':
        await this.#say(command);
        return undefined;
    }
  }

  #enqueue(command: Waiting): void {
    if (command.name === 'a') this.#queue.push(command.text);
    else if (command.name === 'r') this.#queue.push(this.#around.contents(command.file));
    else this.#queueLineOf(command.file);
  }

  async #say(command: Saying): Promise<void> {
    const { append, input, width } = this.#around;
    switch (command.name) {
      case '=':
        return this.#write(`${input.line}\n`);
      case 'F':
        return this.#write(`${input.file}\n`);
      case 'i':
        return this.#write(command.text);
      case 'l':
        return this.#write(unambiguous(this.#spaces.pattern.text, command.width ?? width));
      case 'p':
        return this.#print(this.#spaces.pattern);
      case 'P':
        return this.#print(this.#spaces.first());
      case 'w':
        return append(command.file, this.#ended(this.#spaces.pattern));
      case 'W':
        return append(command.file, this.#ended(this.#spaces.first()));
    }
  }

  #branch(wantsReplaced: boolean, target: number | undefined): Turn | undefined {
    const hasReplaced = this.#hasReplaced;
    this.#hasReplaced = false;
    return hasReplaced === wantsReplaced ? { to: target ?? this.#commands.length } : undefined;
  }

  /** Where there is no line more, GNU sed prints what it has and ends. */
  async #readNext(name: 'n' | 'N'): Promise<Turn | undefined> {
    const { input } = this.#around;
    if (await input.isLast()) return 'end';
    await this.#endLine(name === 'n');
    const next: Text = { text: (await input.next()) ?? '', hasEnd: input.hasEnd };
    if (name === 'n') this.#spaces.pattern = next;
    else this.#spaces.append(next);
    return undefined;
  }

  #queueLineOf(file: string): void {
    const { contents } = this.#around;
    const lines = this.#read.get(file) ?? contents(file).replace(/\n$/u, '').split('\n');
    this.#read.set(file, lines);
    const line = lines.shift();
    if (line !== undefined) this.#queue.push(`${line}\n`);
  }

  async #substitute(substitution: Substitution): Promise<undefined> {
    const result = substitute(
      this.#spaces.pattern.text,
      this.#used(substitution.pattern),
      substitution,
    );
    if (result === undefined) return;
    this.#spaces.change(result);
    this.#hasReplaced = true;
    if (substitution.prints) await this.#print(this.#spaces.pattern);
    if (substitution.file !== undefined)
      await this.#around.append(substitution.file, this.#ended(this.#spaces.pattern));
  }
}
