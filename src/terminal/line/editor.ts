import {
  blankLeft,
  bufferOf,
  cut,
  emptyBuffer,
  insert,
  left,
  lineEnd,
  lineStart,
  right,
  transpose,
  vertical,
  wordLeft,
  wordRight,
  type LineBuffer,
} from './buffer.ts';
import { historyOf, move, remember, searchBack, type History } from './history.ts';
import type { Key, KeyName } from './keys.ts';

/** Everything a line editor knows. A value: each key makes a new one. */
export interface EditorState {
  readonly buffer: LineBuffer;
  readonly history: History;
  /** What Ctrl-Y brings back. */
  readonly killed: string;
  /** Ctrl-R: what is looked for, and the line found last. */
  readonly search?: { readonly query: string; readonly at: number | undefined } | undefined;
}

/** What whoever hosts the editor has to do. */
export type EditorEvent =
  | { type: 'submit'; text: string }
  | { type: 'interrupt' }
  | { type: 'end-of-file' }
  | { type: 'complete' }
  | { type: 'clear-screen' }
  /** The key leaves the terminal: Tab with nothing to complete, Escape. */
  | { type: 'leave' }
  | { type: 'refuse'; reason: 'too-long' };

export interface Step {
  state: EditorState;
  event?: EditorEvent;
}

/** Characters: past that a paste is a file, not a command. */
export const longestLine = 65_536;

export function createEditor(lines: readonly string[] = []): EditorState {
  return { buffer: emptyBuffer, history: historyOf(lines), killed: '' };
}

/** The state after one key, and what it asks for. */
export function press(state: EditorState, key: Key): Step {
  if (state.search) return pressInSearch(state, state.search, key);
  if (key.type === 'key') return commands[key.name]?.(state) ?? { state };
  const text = key.type === 'paste' ? pasted(key.text) : key.text;
  if (state.buffer.text.length + text.length > longestLine) {
    return { state, event: { type: 'refuse', reason: 'too-long' } };
  }
  return { state: { ...state, buffer: insert(state.buffer, text) } };
}

/** As bash's bracketed paste: lines stay to be read again, and run when Enter says so. */
function pasted(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .replace(/\n+$/, '');
}

const goTo =
  (where: (buffer: LineBuffer) => number | undefined) =>
  (state: EditorState): Step => {
    const cursor = where(state.buffer);
    return {
      state: cursor === undefined ? state : { ...state, buffer: { ...state.buffer, cursor } },
    };
  };

const erase =
  (to: (buffer: LineBuffer) => number) =>
  (state: EditorState): Step => ({
    state: { ...state, buffer: cut(state.buffer, to(state.buffer)).buffer },
  });

const kill =
  (to: (buffer: LineBuffer) => number) =>
  (state: EditorState): Step => {
    const result = cut(state.buffer, to(state.buffer));
    return { state: { ...state, buffer: result.buffer, killed: result.cut || state.killed } };
  };

/** Up and down: inside a text of several lines first, then among the lines typed before. */
const browse =
  (step: -1 | 1) =>
  (state: EditorState): Step => {
    const cursor = vertical(state.buffer, step);
    if (cursor !== undefined) return { state: { ...state, buffer: { ...state.buffer, cursor } } };
    const moved = move(state.history, step, state.buffer.text);
    return {
      state: moved ? { ...state, history: moved.history, buffer: bufferOf(moved.line) } : state,
    };
  };

const commands: Partial<Record<KeyName, (state: EditorState) => Step>> = {
  enter: (state) => ({
    state: { ...state, buffer: emptyBuffer, history: remember(state.history, state.buffer.text) },
    event: { type: 'submit', text: state.buffer.text },
  }),
  tab: (state) => ({ state, event: { type: state.buffer.text.trim() ? 'complete' : 'leave' } }),
  escape: (state) => ({ state, event: { type: 'leave' } }),
  backspace: erase(left),
  delete: erase(right),
  left: goTo(left),
  right: goTo(right),
  home: goTo(lineStart),
  end: goTo(lineEnd),
  up: browse(-1),
  down: browse(1),
  'word-left': goTo(wordLeft),
  'word-right': goTo(wordRight),
  'delete-word-left': kill(wordLeft),
  'delete-word-right': kill(wordRight),
  'ctrl-a': goTo(lineStart),
  'ctrl-b': goTo(left),
  'ctrl-c': (state) => ({
    state: { ...state, buffer: emptyBuffer, history: historyOf(state.history.lines) },
    event: { type: 'interrupt' },
  }),
  'ctrl-d': (state) =>
    state.buffer.text === '' ? { state, event: { type: 'end-of-file' } } : erase(right)(state),
  'ctrl-e': goTo(lineEnd),
  'ctrl-f': goTo(right),
  'ctrl-k': kill(lineEnd),
  'ctrl-l': (state) => ({ state, event: { type: 'clear-screen' } }),
  'ctrl-n': browse(1),
  'ctrl-p': browse(-1),
  'ctrl-r': (state) => ({ state: { ...state, search: { query: '', at: undefined } } }),
  'ctrl-t': (state) => ({ state: { ...state, buffer: transpose(state.buffer) } }),
  'ctrl-u': kill(lineStart),
  'ctrl-w': kill(blankLeft),
  'ctrl-y': (state) => ({ state: { ...state, buffer: insert(state.buffer, state.killed) } }),
};

type Search = NonNullable<EditorState['search']>;

/** Inside Ctrl-R: typing narrows, Ctrl-R goes further back, Ctrl-C and Ctrl-G give up, any other key takes the line found. */
function pressInSearch(state: EditorState, search: Search, key: Key): Step {
  if (key.type !== 'key')
    return { state: look(state, search.query + key.text, state.history.lines.length) };
  if (key.name === 'backspace') {
    return { state: look(state, search.query.slice(0, -1), state.history.lines.length) };
  }
  if (key.name === 'ctrl-r') return { state: look(state, search.query, search.at ?? 0) };
  const closed: EditorState = { ...state, search: undefined };
  if (key.name === 'ctrl-c' || key.name === 'ctrl-g') return { state: closed };
  const found = state.history.lines[search.at ?? -1];
  const taken = found === undefined ? closed : { ...closed, buffer: bufferOf(found) };
  return key.name === 'escape' ? { state: taken } : press(taken, key);
}

function look(state: EditorState, query: string, before: number): EditorState {
  const found = query ? searchBack(state.history, query, before) : undefined;
  return { ...state, search: { query, at: found ?? state.search?.at } };
}
