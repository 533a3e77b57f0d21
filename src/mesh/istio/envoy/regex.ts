import { isWord, parseRegex, type Assertion, type RegexNode } from './regex-syntax.ts';

/** A regular expression that takes time in proportion to the text, whatever it is: Envoy's are RE2's. */
export interface Regex {
  /** The whole text. */
  matches: (text: string) => boolean;
  /** Every match replaced; `\1` in the substitution is a group, `\0` all of it. */
  replace: (text: string, substitution: string) => string;
}

const cache = new Map<string, Regex>();
const cacheSize = 1000;

/** One that RE2 would refuse matches nothing: istiod refuses it before. */
export function compileRegex(source: string): Regex {
  const known = cache.get(source);
  if (known) return known;
  if (cache.size >= cacheSize) cache.clear();
  const regex = createRegex(source);
  cache.set(source, regex);
  return regex;
}

function createRegex(source: string): Regex {
  let program: Program | undefined;
  try {
    program = compile(source);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (!program) return { matches: () => false, replace: (text) => text };
  const { code, groups } = program;
  return {
    matches: (text) => run(code, text, 0, true) !== undefined,
    replace: (text, substitution) => replaceAll(code, groups, text, substitution),
  };
}

type Instruction =
  | { readonly op: 'one'; readonly accepts: (point: number) => boolean }
  | { readonly op: 'assert'; readonly assertion: Assertion }
  | { readonly op: 'save'; readonly slot: number }
  /** Goes on at the first before the second. */
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'match' };

interface Program {
  readonly code: readonly Instruction[];
  readonly groups: number;
}

/** RE2's own limit is on memory; this one keeps nested counted repetitions from filling it. */
const maxInstructions = 20_000;

function compile(source: string): Program {
  const { root, groups } = parseRegex(source);
  const code: Instruction[] = [];
  emit(code, { type: 'group', index: 0, part: root });
  code.push({ op: 'match' });
  return { code, groups };
}

function emit(code: Instruction[], node: RegexNode): void {
  if (code.length > maxInstructions) throw new SyntaxError('pattern too large - compile failed');
  switch (node.type) {
    case 'empty':
      return;
    case 'one':
      code.push({ op: 'one', accepts: node.accepts });
      return;
    case 'assert':
      code.push({ op: 'assert', assertion: node.assertion });
      return;
    case 'sequence':
      for (const part of node.parts) emit(code, part);
      return;
    case 'either':
      emitEither(code, node.parts);
      return;
    case 'group':
      code.push({ op: 'save', slot: node.index * 2 });
      emit(code, node.part);
      code.push({ op: 'save', slot: node.index * 2 + 1 });
      return;
    case 'repeat':
      emitRepeat(code, node);
  }
}

function emitEither(code: Instruction[], parts: readonly RegexNode[]): void {
  const ends: { op: 'jump'; to: number }[] = [];
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1) {
      emit(code, part);
      continue;
    }
    const split = { op: 'split' as const, first: code.length + 1, second: 0 };
    code.push(split);
    emit(code, part);
    const end = { op: 'jump' as const, to: 0 };
    code.push(end);
    ends.push(end);
    split.second = code.length;
  }
  for (const end of ends) end.to = code.length;
}

function emitRepeat(code: Instruction[], node: RegexNode & { type: 'repeat' }): void {
  const { part, least, most, isGreedy } = node;
  for (let count = 0; count < least; count += 1) emit(code, part);
  if (most === Infinity) {
    const loop = code.length;
    emitOptional(code, part, isGreedy, loop);
    return;
  }
  for (let count = least; count < most; count += 1) emitOptional(code, part, isGreedy);
}

function emitOptional(
  code: Instruction[],
  part: RegexNode,
  isGreedy: boolean,
  loop?: number,
): void {
  const split = { op: 'split' as const, first: 0, second: 0 };
  code.push(split);
  const inside = code.length;
  emit(code, part);
  if (loop !== undefined) code.push({ op: 'jump', to: loop });
  const outside = code.length;
  split.first = isGreedy ? inside : outside;
  split.second = isGreedy ? outside : inside;
}

type Slots = readonly number[];

interface Threads {
  readonly list: { readonly pc: number; readonly slots: Slots }[];
  readonly seen: Set<number>;
}

/** Pike's machine: every way at once, the preferred first. The slots of the match, or undefined. */
function run(
  code: readonly Instruction[],
  text: string,
  from: number,
  isWhole: boolean,
): Slots | undefined {
  let matched: Slots | undefined;
  let now: Threads = { list: [], seen: new Set() };
  for (let at = from; ;) {
    if (!matched && (at === from || !isWhole)) add(code, now, { pc: 0, slots: [] }, { text, at });
    if (now.list.length === 0) return matched;
    const point = text.codePointAt(at);
    const width = point !== undefined && point > 0xffff ? 2 : 1;
    const next: Threads = { list: [], seen: new Set() };
    for (const { pc, slots } of now.list) {
      const instruction = code[pc];
      if (instruction?.op === 'match') {
        if (isWhole && at < text.length) continue;
        matched = slots;
        break;
      }
      if (instruction?.op === 'one' && point !== undefined && instruction.accepts(point))
        add(code, next, { pc: pc + 1, slots }, { text, at: at + width });
    }
    if (point === undefined) return matched;
    at += width;
    now = next;
  }
}

interface Position {
  readonly text: string;
  readonly at: number;
}

/** Follows what takes no character. Without recursion: a repetition may be a thousand instructions long. */
function add(
  code: readonly Instruction[],
  threads: Threads,
  start: { pc: number; slots: Slots },
  { text, at }: Position,
): void {
  const stack = [start];
  for (let thread = stack.pop(); thread; thread = stack.pop()) {
    const { pc, slots } = thread;
    const instruction = code[pc];
    if (!instruction || threads.seen.has(pc)) continue;
    threads.seen.add(pc);
    if (instruction.op === 'jump') stack.push({ pc: instruction.to, slots });
    else if (instruction.op === 'split')
      stack.push({ pc: instruction.second, slots }, { pc: instruction.first, slots });
    else if (instruction.op === 'save')
      stack.push({ pc: pc + 1, slots: withSlot(slots, instruction.slot, at) });
    else if (instruction.op === 'assert') {
      if (holds(instruction.assertion, text, at)) stack.push({ pc: pc + 1, slots });
    } else threads.list.push({ pc, slots });
  }
}

function withSlot(slots: Slots, slot: number, at: number): Slots {
  const changed = [...slots];
  changed[slot] = at;
  return changed;
}

function holds(assertion: Assertion, text: string, at: number): boolean {
  switch (assertion) {
    case 'text-start':
      return at === 0;
    case 'text-end':
      return at === text.length;
    case 'line-start':
      return at === 0 || text.charCodeAt(at - 1) === 10;
    case 'line-end':
      return at === text.length || text.charCodeAt(at) === 10;
    case 'boundary':
      return isBoundary(text, at);
    case 'not-boundary':
      return !isBoundary(text, at);
  }
}

function isBoundary(text: string, at: number): boolean {
  return isWord(text.charCodeAt(at - 1)) !== isWord(text.charCodeAt(at));
}

function replaceAll(
  code: readonly Instruction[],
  groups: number,
  text: string,
  substitution: string,
): string {
  let result = '';
  let from = 0;
  while (from <= text.length) {
    const slots = run(code, text, from, false);
    const [start = 0, end = 0] = slots ?? [];
    if (!slots) break;
    result += text.slice(from, start) + substitute(substitution, text, slots, groups);
    // An empty match moves on by one, as RE2::GlobalReplace does.
    if (end === start) result += text.slice(end, end + 1);
    from = end === start ? end + 1 : end;
  }
  return result + text.slice(from);
}

function substitute(substitution: string, text: string, slots: Slots, groups: number): string {
  return substitution.replace(/\\(\d|\\)/g, (_, digit: string) => {
    if (digit === '\\') return '\\';
    const group = Number(digit);
    const [start, end] = [slots[group * 2], slots[group * 2 + 1]];
    return group > groups || start === undefined || end === undefined ? '' : text.slice(start, end);
  });
}
