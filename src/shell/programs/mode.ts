/** One change of a mode: to whom, how, and what. */
interface Change {
  /** The bits of those who are named; none where nobody is. */
  affected: number;
  operator: '+' | '-' | '=';
  bits: number;
  /** `X`: execution, where somebody has it already or it is a folder. */
  isConditional: boolean;
  /** `g=u`: what these have already. */
  copied: number;
  /** Bits that the words speak of; a folder keeps its other special ones. */
  mentioned: number;
}

export type ModeChanges = readonly Change[];

const people: Readonly<Record<string, number>> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 };
const permissions: Readonly<Record<string, number>> = {
  r: 0o444,
  w: 0o222,
  x: 0o111,
  s: 0o6000,
  t: 0o1000,
};

/** A mode as chmod takes it: `644`, `u+x,go-w`. Undefined for what is none. */
export function parseMode(text: string): ModeChanges | undefined {
  if (/^[0-7]+$/u.test(text)) {
    const bits = Number.parseInt(text, 8);
    if (bits > 0o7777) return undefined;
    const mentioned = text.length < 5 ? (bits & 0o6000) | 0o1777 : 0o7777;
    return [{ affected: 0o7777, operator: '=', bits, isConditional: false, copied: 0, mentioned }];
  }
  const changes: Change[] = [];
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)((?:[-+=](?:[0-7]+|[ugo]|[rwxXst]*))+)$/u.exec(clause);
    // Octal digits are for all, whom nobody names then.
    if (!match || (match[1] !== '' && /[-+=][0-7]/u.test(clause))) return undefined;
    const affected = bitsOf(match[1] ?? '', people);
    for (const [, operator, what = ''] of (match[2] ?? '').matchAll(/([-+=])([^-+=]*)/gu))
      changes.push(changeOf(affected, operator, what));
  }
  return changes;
}

function changeOf(affected: number, given: string | undefined, what: string): Change {
  const operator = given === '+' || given === '-' ? given : '=';
  const isOctal = /^[0-7]+$/u.test(what);
  const copied = /^[ugo]$/u.test(what) ? (people[what] ?? 0) & 0o777 : 0;
  const bits = isOctal ? Number.parseInt(what, 8) : copied > 0 ? 0 : bitsOf(what, permissions);
  const mentioned = isOctal ? 0o7777 : bits & (affected || 0o7777);
  return { affected, operator, bits, isConditional: what.includes('X'), copied, mentioned };
}

function bitsOf(letters: string, table: Readonly<Record<string, number>>): number {
  return Array.from(letters).reduce((bits, letter) => bits | (table[letter] ?? 0), 0);
}

/** A mode once it is changed; where nobody is named, what the mask keeps from new files stays as it is. */
export function changeMode(
  mode: number,
  changes: ModeChanges,
  { isFolder, umask }: { isFolder: boolean; umask: number },
): number {
  return changes.reduce((old, { affected, operator, bits, isConditional, copied, mentioned }) => {
    const omitted = isFolder ? 0o6000 & ~mentioned : 0;
    let value = bits;
    if (copied > 0)
      for (const all of [0o444, 0o222, 0o111]) if ((old & copied & all) !== 0) value |= all;
    if (isConditional && (isFolder || (old & 0o111) !== 0)) value |= 0o111;
    value &= (affected === 0 ? ~umask : affected) & ~omitted;
    if (operator === '+') return old | value;
    if (operator === '-') return old & ~value;
    const kept = (affected === 0 ? 0 : ~affected) | omitted;
    return (old & kept) | value;
  }, mode);
}

/** `rw-r--r--` */
export function modeLetters(mode: number): string {
  const special = ['s', 's', 't'];
  return [6, 3, 0]
    .map((shift, i) => {
      const has = (bit: number): boolean => ((mode >> shift) & bit) !== 0;
      const mark = special[i] ?? '';
      const isSpecial = (mode & (0o4000 >> i)) !== 0;
      const run = isSpecial ? (has(1) ? mark : mark.toUpperCase()) : has(1) ? 'x' : '-';
      return `${has(4) ? 'r' : '-'}${has(2) ? 'w' : '-'}${run}`;
    })
    .join('');
}
