import type { Action, Address, Command, PlainName, RangeEnd, Where } from './commands.ts';
import { unescaped } from './escapes.ts';
import { Reader, SedError } from './reader.ts';
import { readPattern, readSubstitution, readTransliteration } from './substitution.ts';

/** A piece of a script, and how its errors name it: `-e expression #1`. */
export interface Expression {
  readonly text: string;
  readonly label: string;
}

/** Reads a script. Throws a `SedError`. */
export function parseScript(expressions: readonly Expression[], isExtended: boolean): Command[] {
  const script: Script = { drafts: [], blocks: [], labels: new Map(), isExtended };
  for (const { text, label } of expressions) {
    const reader = new Reader(text, `sed: ${label}`);
    while (skipBlanks(reader)) readCommand(reader, script);
    if (reader.at < text.length) reader.fail('unknown command');
  }
  const [first] = expressions;
  if (script.blocks.length > 0)
    throw new SedError(`sed: ${first?.label ?? ''}, char 0: unmatched \`{'`);
  return script.drafts.map((draft) => draft(script));
}

interface Script {
  /** Commands whose places are not known before the end is read. */
  readonly drafts: ((script: Script) => Command)[];
  readonly blocks: { past: number }[];
  readonly labels: Map<string, number>;
  readonly isExtended: boolean;
}

/** Goes to the next command, if there is one. */
function skipBlanks(reader: Reader): boolean {
  reader.take(/[\s;]*/);
  return !reader.isOver();
}

const plain: ReadonlySet<string> = new Set<PlainName>([
  '=',
  'd',
  'D',
  'F',
  'g',
  'G',
  'h',
  'H',
  'n',
  'N',
  'p',
  'P',
  'x',
  'z',
]);

function isPlain(name: string): name is PlainName {
  return plain.has(name);
}

function readCommand(reader: Reader, script: Script): void {
  const where = readWhere(reader, script.isExtended);
  const name = reader.next();
  if (where.to && (name === 'q' || name === 'Q')) reader.fail('command only uses one address');
  const add = (action: Action): void => {
    script.drafts.push(() => ({ ...where, ...action }));
  };
  if (name === '#') {
    if (where.from) reader.fail("comments don't accept any addresses");
    reader.take(/[^\n]*/);
  } else if (name === ':') {
    if (where.from) reader.fail(": doesn't want any addresses");
    const label = readLabel(reader);
    if (label === '') reader.fail('":" lacks a label');
    script.labels.set(label, script.drafts.length);
  } else if (name === '{') {
    const block = { past: 0 };
    script.blocks.push(block);
    script.drafts.push(() => ({ ...where, name, past: block.past }));
  } else if (name === '}') {
    const block = script.blocks.pop();
    if (!block) return reader.fail("unexpected `}'");
    if (where.from) reader.fail("`}' doesn't want any addresses");
    block.past = script.drafts.length;
    endCommand(reader);
  } else if (name === 'b' || name === 't' || name === 'T') {
    const label = readLabel(reader);
    script.drafts.push(({ labels }) => ({ ...where, name, target: targetOf(labels, label) }));
  } else if (name === 'v') {
    // The version of GNU sed that a script asks for.
    readLabel(reader);
    endCommand(reader);
  } else if (isPlain(name)) {
    endCommand(reader);
    add({ name });
  } else add(readArguments(reader, name, script.isExtended));
}

/** After it, the next command may come at once. */
function readLabel(reader: Reader): string {
  return reader.take(/[ \t]*[^\s;}]*/).trim();
}

function targetOf(labels: ReadonlyMap<string, number>, label: string): number | undefined {
  if (label === '') return undefined;
  const target = labels.get(label);
  if (target === undefined) throw new SedError(`sed: can't find label for jump to \`${label}'`, 4);
  return target;
}

function readArguments(reader: Reader, name: string, isExtended: boolean): Action {
  switch (name) {
    case 'a':
    case 'i':
    case 'c':
      return { name, text: readText(reader) };
    case 'r':
    case 'R':
    case 'w':
    case 'W':
      return { name, file: readFile(reader) };
    case 'q':
    case 'Q': {
      reader.take(/[ \t]*/);
      const status = reader.number() ?? 0;
      endCommand(reader);
      return { name, status };
    }
    case 'l': {
      reader.take(/[ \t]*/);
      const width = reader.number();
      endCommand(reader);
      return { name, width };
    }
    case 's': {
      const action: Action = { name, ...readSubstitution(reader, isExtended, readFile) };
      if (action.file === undefined) endCommand(reader);
      return action;
    }
    case 'y': {
      const action: Action = { name, letters: readTransliteration(reader) };
      endCommand(reader);
      return action;
    }
    case 'e':
      throw new SedError('sed: maillage: la commande « e » de sed n’est pas simulée dans ce cours');
    case '':
      return reader.fail('missing command');
    default:
      return reader.fail(`unknown command: \`${name}'`);
  }
}

/** Nothing but blanks up to the next command. */
function endCommand(reader: Reader): void {
  reader.take(/[ \t\r]*/);
  const next = reader.peek();
  if (next === '' || next === '}' || next === '#') return;
  reader.at += 1;
  if (next !== ';' && next !== '\n') reader.fail('extra characters after command');
}

function readFile(reader: Reader): string {
  reader.take(/[ \t]*/);
  const file = reader.take(/[^\n]*/);
  return file === '' ? reader.fail('missing filename in r/R/w/W commands') : file;
}

/** The text of a, i and c: on the same line, or on those after a backslash. */
function readText(reader: Reader): string {
  reader.take(/[ \t]*/);
  if (reader.isOver()) reader.fail("expected \\ after `a', `c' or `i'");
  const opening = reader.take(/\\[ \t]*\n/);
  // `a\text`: the backslash only keeps the blanks that follow.
  if (opening === '' && reader.peek() === '\\') reader.at += 1;
  if (reader.isOver()) return '';
  const raw = reader.take(/(?:\\[\s\S]|[^\\\n])*/);
  reader.take(/\n/);
  return `${unescaped(raw, (letter) => letter)}\n`;
}

function readWhere(reader: Reader, isExtended: boolean): Where {
  const from = readAddress(reader, isExtended);
  let to: RangeEnd | undefined;
  reader.take(/[ \t]*/);
  if (from && reader.peek() === ',') {
    reader.at += 1;
    reader.take(/[ \t]*/);
    to = readRangeEnd(reader, isExtended);
    if (!to) reader.fail("unexpected `,'", reader.at + 1);
  }
  refuseZero(reader, from, to);
  reader.take(/[ \t]*/);
  const isNegated = reader.peek() === '!';
  if (isNegated) {
    reader.at += 1;
    reader.take(/[ \t]*/);
    if (reader.peek() === '!') reader.fail("multiple `!'s", reader.at + 1);
  }
  return { from, to, isNegated };
}

/** Line 0 is before the first, and only begins a range that ends at a match. */
function refuseZero(reader: Reader, from: Address | undefined, to: RangeEnd | undefined): void {
  if (from?.type !== 'line' || from.line !== 0 || to?.type === 'match') return;
  reader.fail('invalid usage of line address 0', reader.at + 1);
}

function readAddress(reader: Reader, isExtended: boolean): Address | undefined {
  const next = reader.peek();
  if (next === '$') {
    reader.at += 1;
    return { type: 'last' };
  }
  if (next === '/' || next === '\\') {
    reader.at += 1;
    const delimiter = next === '/' ? '/' : reader.next();
    const pattern = readPattern(reader, delimiter, { isExtended, what: 'address' });
    return { type: 'match', pattern };
  }
  const line = reader.number();
  if (line === undefined) {
    if (next === '+' || next === '~')
      reader.fail('invalid usage of +N or ~N as first address', reader.at + 2);
    return undefined;
  }
  if (reader.take(/[ \t]*~/) === '') return { type: 'line', line };
  return { type: 'step', first: line, step: reader.number() ?? 0 };
}

function readRangeEnd(reader: Reader, isExtended: boolean): RangeEnd | undefined {
  const sign = reader.take(/[+~]/);
  if (sign === '') return readAddress(reader, isExtended);
  const number = reader.number() ?? 0;
  return sign === '+' ? { type: 'lines', count: number } : { type: 'multiple', of: number };
}
