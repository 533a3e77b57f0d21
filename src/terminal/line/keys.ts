/** What a terminal sends when a key is pressed, decoded. */
export type Key =
  { type: 'text'; text: string } | { type: 'paste'; text: string } | { type: 'key'; name: KeyName };

export type KeyName =
  | 'enter'
  | 'tab'
  | 'backspace'
  | 'delete'
  | 'escape'
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'home'
  | 'end'
  | 'word-left'
  | 'word-right'
  | 'delete-word-right'
  | 'delete-word-left'
  | `ctrl-${string}`;

const sequences: Record<string, KeyName> = {
  '[A': 'up',
  OA: 'up',
  '[B': 'down',
  OB: 'down',
  '[C': 'right',
  OC: 'right',
  '[D': 'left',
  OD: 'left',
  '[H': 'home',
  OH: 'home',
  '[1~': 'home',
  '[7~': 'home',
  '[F': 'end',
  OF: 'end',
  '[4~': 'end',
  '[8~': 'end',
  '[3~': 'delete',
  '[1;5C': 'word-right',
  '[1;3C': 'word-right',
  f: 'word-right',
  '[1;5D': 'word-left',
  '[1;3D': 'word-left',
  b: 'word-left',
  d: 'delete-word-right',
  '\x7f': 'delete-word-left',
};

const controls: Record<string, KeyName> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x1b': 'escape',
};

const pasteStart = '\x1b[200~';
const pasteEnd = '\x1b[201~';
// oxlint-disable-next-line no-control-regex -- keys are control characters
const escapeSequence = /^\x1b(\[[0-9;]*[A-Za-z~]|O[A-Za-z]|[A-Za-z\x7f])/;
// oxlint-disable-next-line no-control-regex -- what is typed as it is ends at the first of them
const plainText = /^[^\x00-\x1f\x7f]+/;

/**
 * Splits what a terminal sent into keys. A paste that has not ended yet is left in `rest`, for the next call to
 * begin with; unknown sequences are dropped.
 */
export function decodeKeys(data: string): { keys: Key[]; rest: string } {
  const keys: Key[] = [];
  let rest = data;
  while (rest) {
    if (rest.startsWith(pasteStart)) {
      const end = rest.indexOf(pasteEnd);
      if (end === -1) return { keys, rest };
      keys.push({ type: 'paste', text: rest.slice(pasteStart.length, end) });
      rest = rest.slice(end + pasteEnd.length);
      continue;
    }
    const { key, length } = decodeOne(rest);
    if (key) keys.push(key);
    rest = rest.slice(length);
  }
  return { keys, rest: '' };
}

function decodeOne(data: string): { key?: Key; length: number } {
  const plain = plainText.exec(data)?.[0];
  if (plain) return { key: { type: 'text', text: plain }, length: plain.length };
  const [sequence = '', code = ''] = escapeSequence.exec(data) ?? [];
  if (sequence) {
    const name = sequences[code];
    return { ...(name ? { key: { type: 'key', name } } : {}), length: sequence.length };
  }
  const [first = ''] = data;
  const name = controls[first] ?? controlName(first);
  return { key: { type: 'key', name }, length: 1 };
}

/** 0x01 is Ctrl-A. */
function controlName(character: string): KeyName {
  return `ctrl-${String.fromCharCode(character.charCodeAt(0) + 0x60)}`;
}
