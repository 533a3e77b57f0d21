import { notSimulated } from './problems.ts';
import type { Place, Regex } from './regex-parse.ts';

/** A step of an expression: letters to read, a place to be at, or a way that parts in two. */
type Step =
  | { type: 'one'; readonly accepts: (letter: string) => boolean; next: number }
  | { type: 'at'; readonly place: Place; next: number }
  | { type: 'fork'; next: number; other: number }
  | { type: 'done' };

const mostSteps = 20_000;

/** Finds the leftmost match, and the longest of these, as POSIX asks; in a time that grows as the text does. */
export class RegexMachine {
  readonly #steps: Step[] = [];
  readonly #first: number;
  readonly #ignoresCase: boolean;

  constructor(regex: Regex, ignoresCase: boolean) {
    this.#ignoresCase = ignoresCase;
    const done = this.#add({ type: 'done' });
    this.#first = this.#compile(regex, done);
  }

  #add(step: Step): number {
    if (this.#steps.length > mostSteps) notSimulated('une expression régulière aussi longue');
    return this.#steps.push(step) - 1;
  }

  /** From its end to its beginning: each step knows the one after it. */
  #compile(regex: Regex, next: number): number {
    switch (regex.type) {
      case 'one':
        return this.#add({ type: 'one', accepts: acceptor(regex.source, this.#ignoresCase), next });
      case 'at':
        return this.#add({ type: 'at', place: regex.place, next });
      case 'all':
        return regex.parts.reduceRight((after, part) => this.#compile(part, after), next);
      case 'any':
        return regex.choices
          .map((choice) => this.#compile(choice, next))
          .reduceRight((other, one) => this.#add({ type: 'fork', next: one, other }));
      case 'group':
        return this.#compile(regex.body, next);
      case 'repeat':
        return this.#repeat(regex, next);
    }
  }

  #repeat({ body, least, most }: Regex & { type: 'repeat' }, next: number): number {
    let after = next;
    if (most === Infinity) {
      const fork = { type: 'fork' as const, next, other: next };
      after = this.#add(fork);
      fork.next = this.#compile(body, after);
    } else
      for (let left = most - least; left > 0; left -= 1)
        after = this.#add({ type: 'fork', next: this.#compile(body, after), other: next });
    for (let left = least; left > 0; left -= 1) after = this.#compile(body, after);
    return after;
  }

  /** The match that begins at `from`, or `anywhere` after it. */
  find(text: string, from: number, anywhere = true): { start: number; end: number } | undefined {
    let best: { start: number; end: number } | undefined;
    let threads = new Map<number, number>();
    for (let at = from; ;) {
      const here = new Map<number, number>();
      const place = { text, at };
      for (const [step, start] of threads) this.#follow(step, start, { here, place });
      if (!best && (anywhere || at === from)) this.#follow(this.#first, at, { here, place });
      threads = new Map();
      const letter = at < text.length ? String.fromCodePoint(text.codePointAt(at) ?? 0) : '';
      for (const [number, start] of here) {
        if (best && start > best.start) continue;
        const step = this.#steps[number];
        if (step?.type === 'done') {
          if (!best || start < best.start || at > best.end) best = { start, end: at };
        } else if (step?.type === 'one' && letter !== '' && step.accepts(letter))
          if ((threads.get(step.next) ?? Infinity) > start) threads.set(step.next, start);
      }
      const found = best;
      if (found) for (const [step, start] of threads) if (start > found.start) threads.delete(step);
      if (letter === '' || (threads.size === 0 && (best || !anywhere))) return best;
      at += letter.length;
    }
  }

  #follow(
    first: number,
    start: number,
    { here, place }: { here: Map<number, number>; place: Around },
  ): void {
    const left = [first];
    for (let number = left.pop(); number !== undefined; number = left.pop()) {
      if ((here.get(number) ?? Infinity) <= start) continue;
      here.set(number, start);
      const step = this.#steps[number];
      if (step?.type === 'fork') left.push(step.other, step.next);
      else if (step?.type === 'at' && isAt(step.place, place)) left.push(step.next);
    }
  }
}

interface Around {
  readonly text: string;
  readonly at: number;
}

const wordLetter = /^[\p{L}\p{N}_]$/u;

function isAt(place: Place, { text, at }: Around): boolean {
  if (place === 'start') return at === 0;
  if (place === 'end') return at === text.length;
  const before = at > 0 && wordLetter.test(text.charAt(at - 1));
  const after = at < text.length && wordLetter.test(text.charAt(at));
  if (place === 'word start') return !before && after;
  if (place === 'word end') return before && !after;
  return (before !== after) === (place === 'word edge');
}

function acceptor(source: string, ignoresCase: boolean): (letter: string) => boolean {
  if (source === '.') return () => true;
  if (source.length === 1 && !ignoresCase) return (letter) => letter === source;
  const regex = new RegExp(`^${source}$`, ignoresCase ? 'sui' : 'su');
  const known = new Map<string, boolean>();
  return (letter) => {
    let isIn = known.get(letter);
    if (isIn === undefined) {
      isIn = regex.test(letter);
      known.set(letter, isIn);
    }
    return isIn;
  };
}
