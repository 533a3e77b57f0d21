import type { Address, Command, RangeEnd } from './commands.ts';

/** What addresses are about: the current line. */
export interface Place {
  readonly line: number;
  readonly isLast: () => Promise<boolean>;
  readonly matches: (pattern: RegExp | undefined) => boolean;
}

/** A range that a command is in, with the line at which it ends where that is known; or one that will not begin again. */
type Range = { readonly end: number | undefined } | 'closed';

/** Which commands run on a line (match_address_p of GNU sed 4.9). */
export class Ranges {
  readonly #ranges = new Map<Command, Range>();

  async selects(command: Command, place: Place): Promise<boolean> {
    const isIn = await this.#isIn(command, place);
    return isIn !== command.isNegated;
  }

  /** Whether the range of a command ends with this line: `c` then says its text. */
  hasEnded(command: Command): boolean {
    const range = this.#ranges.get(command);
    return range === undefined || range === 'closed';
  }

  async #isIn(command: Command, place: Place): Promise<boolean> {
    const { from, to } = command;
    if (!from) return true;
    if (!to) return isAt(from, place);
    const range = this.#ranges.get(command);
    if (range === 'closed') return false;
    if (range) return this.#goesOn(command, range.end, place);
    // A range from a line begins later where the command was passed over on that line.
    const begins = from.type === 'line' ? place.line >= from.line : await isAt(from, place);
    if (!begins) return false;
    // Line 0 is before the first: the end may be on this very line.
    if (from.type === 'line' && from.line === 0) return this.#goesOn(command, undefined, place);
    const end = endOf(to, place.line);
    if (end !== undefined && end <= place.line) {
      this.#close(command);
      return end === place.line || from.type !== 'line' || from.line === place.line;
    }
    if (to.type === 'last' && (await place.isLast())) this.#close(command);
    else this.#ranges.set(command, { end });
    return true;
  }

  async #goesOn(command: Command, end: number | undefined, place: Place): Promise<boolean> {
    const isOver = end === undefined ? await endsAt(command.to, place) : place.line >= end;
    if (isOver) this.#close(command);
    else this.#ranges.set(command, { end });
    // Passed over on its last line, a range told by a line is over; one told by a number of lines has this one too.
    return end === undefined || command.to?.type !== 'line' || place.line <= end;
  }

  /** A range from a line comes once; another may come again. */
  #close(command: Command): void {
    if (command.from?.type === 'line') this.#ranges.set(command, 'closed');
    else this.#ranges.delete(command);
  }
}

/** The last line of a range that begins at `line`, where the script says it by a number. */
function endOf(to: RangeEnd, line: number): number | undefined {
  if (to.type === 'line') return to.line;
  if (to.type === 'lines') return line + to.count;
  if (to.type !== 'multiple') return undefined;
  return to.of === 0 ? line : line + to.of - (line % to.of);
}

async function endsAt(to: RangeEnd | undefined, place: Place): Promise<boolean> {
  return to !== undefined && to.type !== 'lines' && to.type !== 'multiple' && isAt(to, place);
}

async function isAt(address: Address, { line, isLast, matches }: Place): Promise<boolean> {
  switch (address.type) {
    case 'line':
      return address.line === line;
    case 'last':
      return isLast();
    case 'step':
      return address.step === 0
        ? address.first === line
        : line >= address.first && (line - address.first) % address.step === 0;
    case 'match':
      return matches(address.pattern);
  }
}
