import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { complete, listInColumns } from './completion.ts';
import { createEditor, longestLine, press, type EditorEvent, type EditorState } from './editor.ts';
import { decodeKeys } from './keys.ts';
import { draw, leave } from './view.ts';
import { graphemes, widthOf } from './width.ts';

/** What a person sends, key by key, and what comes of it. */
function type(data: string, start: EditorState = createEditor()) {
  const events: EditorEvent[] = [];
  let state = start;
  for (const key of decodeKeys(data).keys) {
    const step = press(state, key);
    state = step.state;
    if (step.event) events.push(step.event);
  }
  return { state, events, shown: shownIn(state) };
}

function shownIn({ buffer: { text, cursor } }: EditorState): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

const up = '\x1b[A';
const down = '\x1b[B';
const leftKey = '\x1b[D';

describe('editing', () => {
  test.each([
    ['kubectl get pods', 'kubectl get pods|'],
    ['pods\x01get ', 'get |pods'],
    ['get pods\x1b[1;5D', 'get |pods'],
    ['get pods\x17', 'get |'],
    ['get pods\x15', '|'],
    ['get pods\x15\x19\x19', 'get podsget pods|'],
    ['get pods\x01\x0b', '|'],
    ['get pods\x1b\x7f', 'get |'],
    [`abc${leftKey}${leftKey}\x7f`, '|bc'],
    [`abc${leftKey}\x1b[3~`, 'ab|'],
    [`abc${leftKey}\x04`, 'ab|'],
    ['acb\x14', 'abc|'],
    [`é${leftKey}x`, 'x|é'],
    [`e\u0301${leftKey}`, '|e\u0301'],
    [`👩‍💻${leftKey}a`, 'a|👩‍💻'],
    ['一\x7f', '|'],
  ])('%j gives %j', (data, shown) => {
    expect(type(data).shown).toBe(shown);
  });

  test('submits the line and remembers it once', () => {
    const { events, state } = type('ls\rls\r \rpwd\r');
    expect(events).toEqual(['ls', 'ls', ' ', 'pwd'].map((text) => ({ type: 'submit', text })));
    expect(state.history.lines).toEqual(['ls', 'pwd']);
  });

  test('Ctrl-C drops the line, Ctrl-D on an empty one is the end', () => {
    expect(type('rm -rf\x03').shown).toBe('|');
    expect(type('rm -rf\x03').events).toEqual([{ type: 'interrupt' }]);
    expect(type('\x04').events).toEqual([{ type: 'end-of-file' }]);
  });

  test('Tab and Escape leave the terminal, but Tab completes what is typed', () => {
    expect(type('\t').events).toEqual([{ type: 'leave' }]);
    expect(type('\x1b').events).toEqual([{ type: 'leave' }]);
    expect(type('kub\t').events).toEqual([{ type: 'complete' }]);
  });
});

describe('pasting', () => {
  test('shows several lines and runs none of them before Enter', () => {
    const { shown, events } = type('\x1b[200~echo a\r\necho b\n\x1b[201~');
    expect(shown).toBe('echo a\necho b|');
    expect(events).toEqual([]);
  });

  test('a paste that comes in pieces waits for its end', () => {
    const { keys, rest } = decodeKeys('a\x1b[200~echo');
    expect(keys).toEqual([{ type: 'text', text: 'a' }]);
    expect(decodeKeys(`${rest} b\x1b[201~`).keys).toEqual([{ type: 'paste', text: 'echo b' }]);
  });

  test('refuses what no command line holds, and stays usable', () => {
    const { state, events } = type(`ls \x1b[200~${'x'.repeat(1_000_000)}\x1b[201~`);
    expect(events).toEqual([{ type: 'refuse', reason: 'too-long' }]);
    expect(state.buffer.text).toBe('ls ');
    expect(longestLine).toBe(65_536);
  });

  test('drops the controls that a paste hides', () => {
    expect(type('\x1b[200~a\x1b]52;c;x\x07b\x1b[201~').shown).toBe('a]52;c;xb|');
  });
});

describe('history', () => {
  const used = type('first\rsecond\rthird\r').state;

  test('goes up and down, and comes back to what was being typed', () => {
    expect(type(`dra${up}`, used).shown).toBe('third|');
    expect(type(`dra${up}${up}${up}${up}`, used).shown).toBe('first|');
    expect(type(`dra${up}${up}${down}${down}`, used).shown).toBe('dra|');
  });

  test('moves among the lines of a paste before the history', () => {
    const pasted = type('\x1b[200~one\ntwo\x1b[201~', used).state;
    expect(type(up, pasted).shown).toBe('one|\ntwo');
    expect(type(up + up, pasted).shown).toBe('third|');
  });

  test('Ctrl-R finds the newest line, then older ones; Enter runs it', () => {
    expect(type('\x12ir', used).state.search).toEqual({ query: 'ir', at: 2 });
    expect(type('\x12ir\x12', used).state.search).toEqual({ query: 'ir', at: 0 });
    expect(type('\x12ir\x12\r', used).events).toEqual([{ type: 'submit', text: 'first' }]);
    expect(type('\x12ir\x03', used).shown).toBe('|');
    expect(type('\x12ir\x1b', used).shown).toBe('third|');
  });
});

describe('completion', () => {
  const buffer = type('kubectl get po').state.buffer;

  test('writes what the candidates share, and a space after a single one', () => {
    expect(complete(buffer, { start: 12, words: ['pods'] }).buffer.text).toBe('kubectl get pods ');
    const two = complete(buffer, { start: 12, words: ['poddisruptionbudgets', 'pods'] });
    expect(two.buffer.text).toBe('kubectl get pod');
    expect(two.list).toEqual([]);
  });

  test('lists them when nothing more is shared', () => {
    expect(complete(buffer, { start: 12, words: ['pods', 'po-x'] }).list).toEqual(['pods', 'po-x']);
    expect(listInColumns(['a', 'b', 'c'], 7)).toBe('a  c\nb');
  });

  test('adds no space after a folder', () => {
    const files = type('cat sam').state.buffer;
    expect(complete(files, { start: 4, words: ['samples/'] }).buffer.text).toBe('cat samples/');
  });
});

const keys = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('é', 'e\u0301', '👩‍💻', '一二', '\x1b[200~a\nb\x1b[201~'),
  fc.constantFrom(...Array.from({ length: 26 }, (_, at) => String.fromCharCode(at + 1)), '\x7f'),
  fc.constantFrom(up, down, leftKey, '\x1b[C', '\x1bb', '\x1bf', '\x1bd', '\x1b\x7f', '\x1b[3~'),
);

test('whatever is typed, the cursor stays between two characters of the text', () => {
  fc.assert(
    fc.property(fc.array(keys, { maxLength: 40 }), (pressed) => {
      const { buffer } = type(pressed.join('')).state;
      const before = graphemes(buffer.text.slice(0, buffer.cursor)).join('');
      expect(buffer.text.startsWith(before)).toBe(true);
      expect(buffer.cursor).toBeLessThanOrEqual(buffer.text.length);
    }),
  );
});

/** Enough of a terminal to see what is drawn: rows of cells, a cursor, wrapping as xterm.js does. */
function createScreen(columns: number) {
  let rows: string[][] = [[]];
  let row = 0;
  let column = 0;
  const put = (character: string) => {
    const width = widthOf(character);
    if (width === 0) return;
    if (column + width > columns) [row, column] = [row + 1, 0];
    const cells = (rows[row] ??= []);
    while (cells.length < column) cells.push(' ');
    cells[column] = character;
    if (width === 2) cells[column + 1] = '';
    column += width;
  };
  const csi: Record<string, (count: number) => void> = {
    A: (count) => (row = Math.max(0, row - count)),
    C: (count) => (column = Math.min(columns - 1, column + count)),
    J: () => (rows = [...rows.slice(0, row), (rows[row] ?? []).slice(0, column)]),
    K: () => (rows[row] = (rows[row] ?? []).slice(0, column)),
  };
  return {
    write: (bytes: string) => {
      // oxlint-disable-next-line no-control-regex -- sequences are what it reads
      for (const [token, count, code] of bytes.matchAll(/\x1b\[(\d*)([A-Z])|[^]/gu)) {
        if (code) csi[code]?.(Number(count || 1));
        else if (token === '\r') column = 0;
        else if (token === '\n') rows[(row += 1)] ??= [];
        else put(token);
      }
    },
    text: () =>
      rows
        .map((cells) => cells.join('').trimEnd())
        .join('\n')
        .trimEnd(),
    cursor: () => ({ row, column: column === columns ? columns - 1 : column }),
  };
}

test('what is drawn over and over is what a fresh screen would show', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', '一', '\n'), maxLength: 60 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(line, fc.nat(60)), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 8, max: 30 }),
      (lines, columns) => {
        const screen = createScreen(columns);
        let drawn = { cursorRow: 0 };
        let view = { prompt: '$ ', continuation: '> ', buffer: { text: '', cursor: 0 } };
        for (const [text, at] of lines) {
          view = { ...view, buffer: { text, cursor: Math.min(at, text.length) } };
          const step = draw(view, drawn, columns);
          screen.write(step.output);
          drawn = step.drawn;
        }
        const fresh = createScreen(columns);
        fresh.write(draw(view, { cursorRow: 0 }, columns).output);
        expect(screen.text()).toBe(fresh.text());
        expect(screen.cursor()).toEqual(fresh.cursor());
        screen.write(leave(view, drawn, columns));
        expect(screen.cursor().column).toBe(0);
      },
    ),
  );
});
