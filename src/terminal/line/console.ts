import { bufferOf } from './buffer.ts';
import { complete, listInColumns, type Candidates } from './completion.ts';
import { pressCooked } from './cooked.ts';
import { createEditor, press, type EditorEvent, type EditorState } from './editor.ts';
import { decodeKeys, type Key } from './keys.ts';
import { draw, leave, type Drawn, type LineView } from './view.ts';

/** What the reader asks for at the keyboard. */
export type ConsoleAction =
  | { type: 'run'; text: string }
  | { type: 'input'; text: string }
  | { type: 'end-of-input' }
  | { type: 'interrupt' }
  | { type: 'complete'; text: string; cursor: number }
  | { type: 'leave' };

export interface ConsoleOptions {
  /** Writes to the screen: what the console draws, and output as it came. */
  write: (kind: 'line' | 'output', text: string) => void;
  clear: () => void;
  columns: () => number;
  act: (action: ConsoleAction) => void;
  history?: readonly string[];
}

const continuation = '> ';
const refused = 'maillage: plus de 64 ko collés : enregistrez-les plutôt dans un fichier.\n';

export function createConsole(options: ConsoleOptions): Console {
  return new Console(options);
}

/** Joins the line editor, the screen and a session. All it knows of the screen is what it wrote on it. */
export class Console {
  private readonly options: ConsoleOptions;
  private editor: EditorState;
  /** The prompt, or undefined while a program runs. */
  private promptText: string | undefined;
  private drawn: Drawn = { cursorRow: 0 };
  private typed = '';
  private undecoded = '';
  /** The output stopped in the middle of a line: the prompt comes under it. */
  private isMidLine = false;

  constructor(options: ConsoleOptions) {
    this.options = options;
    this.editor = createEditor(options.history);
  }

  /** What the terminal sent: keys, pastes. */
  feed(data: string): void {
    const { keys, rest } = decodeKeys(this.undecoded + data);
    this.undecoded = rest;
    for (const key of keys) {
      if (this.promptText === undefined) this.pressRunning(key);
      else this.pressPrompt(key);
    }
    if (this.promptText !== undefined) this.show();
  }

  /** The reader may type: a program is over, or the line needs more. */
  prompt(text: string): void {
    if (this.promptText !== undefined) {
      // Said again, after Ctrl-C: what was typed meanwhile stays.
      this.promptText = text;
      this.show();
      return;
    }
    if (this.isMidLine) this.options.write('output', '\n');
    this.isMidLine = false;
    this.promptText = text;
    this.drawn = { cursorRow: 0 };
    this.editor = { ...this.editor, buffer: bufferOf(this.typed) };
    this.typed = '';
    this.show();
  }

  /** A program runs: what is typed goes to it, line by line. `text` is shown as typed, where it was not typed here. */
  started(text = ''): void {
    if (this.promptText !== undefined && text !== '') this.closeLine(text);
    this.promptText = undefined;
  }

  /** Shows a text at the prompt, as if it had been typed so far. */
  type(text: string): void {
    if (this.promptText === undefined) return;
    this.editor = { ...this.editor, buffer: bufferOf(text), search: undefined };
    this.show();
  }

  /** Nothing is on the screen any more, and nothing was typed. */
  reset(): void {
    this.typed = '';
    this.restore();
  }

  /** Nothing is on the screen any more, and a prompt will come: it has what was typed before it. */
  restore(): void {
    this.promptText = undefined;
    this.isMidLine = false;
    this.drawn = { cursorRow: 0 };
  }

  /** At the prompt, it goes above the line being typed. */
  output(text: string): void {
    if (text === '') return;
    if (this.promptText === undefined) {
      this.options.write('output', text);
      this.isMidLine = !text.endsWith('\n');
      return;
    }
    this.options.write('line', erase(this.drawn));
    this.options.write('output', text.endsWith('\n') ? text : `${text}\n`);
    this.drawn = { cursorRow: 0 };
    this.show();
  }

  offer(candidates: Candidates): void {
    if (this.promptText === undefined) return;
    const { buffer, list } = complete(this.editor.buffer, candidates);
    if (list.length > 0) this.say(`${listInColumns(list, this.options.columns())}\n`);
    this.editor = { ...this.editor, buffer };
    this.show();
  }

  /** Runs a text as if it had been typed at the prompt. */
  enter(text: string): void {
    if (this.promptText === undefined) return;
    this.editor = { ...this.editor, buffer: bufferOf(text), search: undefined };
    this.show();
    this.feed('\r');
  }

  redraw(): void {
    if (this.promptText !== undefined) this.show();
  }

  private pressRunning(key: Key): void {
    if (key.type === 'key' && key.name === 'escape') {
      this.options.act({ type: 'leave' });
      return;
    }
    const { typed, echo, sent } = pressCooked(this.typed, key);
    this.typed = typed;
    this.options.write('line', echo);
    if (sent) this.options.act(sent);
  }

  private pressPrompt(key: Key): void {
    const before = this.editor;
    const { state, event } = press(before, key);
    this.editor = state;
    if (event) this.answer(event, before);
  }

  private answer(event: EditorEvent, before: EditorState): void {
    switch (event.type) {
      case 'submit':
        this.closeLine(event.text);
        this.promptText = undefined;
        this.options.act({ type: 'run', text: event.text });
        return;
      case 'interrupt':
        this.closeLine(`${before.buffer.text}^C`);
        this.options.act({ type: 'interrupt' });
        return;
      case 'end-of-file':
        this.options.act({ type: 'end-of-input' });
        return;
      case 'complete': {
        const { text, cursor } = this.editor.buffer;
        this.options.act({ type: 'complete', text, cursor });
        return;
      }
      case 'clear-screen':
        this.options.clear();
        this.drawn = { cursorRow: 0 };
        return;
      case 'leave':
        this.options.act({ type: 'leave' });
        return;
      case 'refuse':
        this.say(refused);
    }
  }

  private view(): LineView {
    return { ...shownAt(this.editor, this.promptText ?? ''), continuation };
  }

  private show(): void {
    const { output, drawn } = draw(this.view(), this.drawn, this.options.columns());
    this.drawn = drawn;
    this.options.write('line', output);
  }

  /** The line stays on the screen as it was sent; what comes next goes under it. */
  private closeLine(text: string): void {
    const closed: LineView = {
      prompt: this.promptText ?? '',
      continuation,
      buffer: bufferOf(text),
    };
    this.options.write('line', leave(closed, this.drawn, this.options.columns()));
    this.drawn = { cursorRow: 0 };
  }

  /** Something said under the line, which is then shown again. */
  private say(text: string): void {
    this.options.write('line', leave(this.view(), this.drawn, this.options.columns()));
    this.options.write('output', text);
    this.drawn = { cursorRow: 0 };
  }
}

function erase({ cursorRow }: Drawn): string {
  return `${cursorRow > 0 ? `\x1b[${cursorRow}A` : ''}\r\x1b[J`;
}

/** As readline shows a search: what is looked for, then the line found. */
function shownAt(editor: EditorState, prompt: string): Pick<LineView, 'prompt' | 'buffer'> {
  const { search, buffer, history } = editor;
  if (!search) return { prompt, buffer };
  const found = search.at === undefined ? '' : (history.lines[search.at] ?? '');
  return { prompt: `(reverse-i-search)\`${search.query}': `, buffer: bufferOf(found) };
}
