import type { ITerminalOptions, Terminal } from '@xterm/xterm';
import { colourOutput, colourPrompt } from './colour.ts';
import { safeLink } from './links.ts';
import { createOutputFilter, type OutputFilter } from './output-filter.ts';
import { readTheme, watchTheme } from './theme.ts';
import { createWriteQueue } from './write-queue.ts';

/** A screen. Without `onData` it is one to read: what is typed on it comes from the lab, not from the keyboard. */
export interface LabTerminal {
  /** `line` is what the line editor draws: written as it is. */
  write: (kind: 'prompt' | 'input' | 'output' | 'line', text: string) => void;
  clear: () => void;
  focus: () => void;
  columns: () => number;
  setScreenReader: (on: boolean) => void;
  setFontSize: (pixels: number) => void;
  dispose: () => void;
}

export interface LabTerminalOptions {
  label: string;
  fontSize: number;
  screenReader: boolean;
  /** Gets what the keyboard and the clipboard send. */
  onData?: (data: string) => void;
  onResize?: (columns: number) => void;
}

/** Loads xterm.js and opens it in `host`. */
export async function openTerminal(
  host: HTMLElement,
  { label, fontSize, screenReader, onData, onResize }: LabTerminalOptions,
): Promise<LabTerminal> {
  const { Terminal, FitAddon } = await import('./xterm.ts');
  Terminal.strings.promptLabel = label;
  Terminal.strings.tooMuchOutput = 'Sortie trop longue pour être annoncée : passez en mode texte.';
  await nextTask();
  const terminal = new Terminal({
    ...(onData ? keyboardOptions : readOnlyOptions),
    fontFamily: getComputedStyle(host).fontFamily,
    fontSize,
    screenReaderMode: screenReader,
    theme: readTheme(host),
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  await nextTask();
  terminal.open(host);
  await nextTask();
  silence(host);
  swallowQueries(terminal);
  if (onData) takeKeys(terminal, onData);
  else terminal.attachCustomKeyEventHandler((event) => scrollByKey(terminal, event));
  // Before its rows are drawn, and not again after.
  if (hasSize(host)) fit.fit();
  terminal.onResize(({ cols }) => onResize?.(cols));
  const stopFitting = keepFitted(host, () => fit.fit());
  const stopWatching = watchTheme(() => {
    terminal.options.theme = readTheme(host);
  });

  return {
    ...createScreen(terminal),
    focus: () => terminal.focus(),
    columns: () => terminal.cols,
    setScreenReader: (on) => {
      terminal.options.screenReaderMode = on;
      silence(host);
    },
    setFontSize: (pixels) => {
      terminal.options.fontSize = pixels;
      if (hasSize(host)) fit.fit();
    },
    dispose: () => {
      stopFitting();
      stopWatching();
      terminal.dispose();
    },
  };
}

/** xterm.js takes long to be read, made, opened and drawn: between, the page answers its reader. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}

const commonOptions: ITerminalOptions = {
  convertEol: true,
  cursorInactiveStyle: 'outline',
  linkHandler: {
    activate: (_, link) => {
      const address = safeLink(link, location.href);
      if (address) window.open(address, '_blank', 'noopener,noreferrer');
    },
  },
  lineHeight: 1.25,
  minimumContrastRatio: 4.5,
  scrollback: 2000,
};

const readOnlyOptions: ITerminalOptions = {
  ...commonOptions,
  cursorBlink: false,
  disableStdin: true,
};
const keyboardOptions: ITerminalOptions = { ...commonOptions, cursorBlink: true };

/** Resets the terminal in its turn: `terminal.reset()` would run before what is still to be written. */
const resetSequence = '\x1bc';

function createScreen(terminal: Terminal): Pick<LabTerminal, 'write' | 'clear'> {
  const queue = createWriteQueue(
    (piece) => {
      // A disposed terminal has no element any more, and nothing to show.
      if (terminal.element?.isConnected) terminal.write(piece);
    },
    (run) => void requestAnimationFrame(run),
  );
  let filter: OutputFilter | undefined;
  return {
    write: (kind, text) => {
      if (kind === 'output') {
        filter ??= createOutputFilter();
        queue.push(colourOutput(filter.push(text)));
        return;
      }
      queue.push(filter?.end() ?? '');
      filter = undefined;
      if (kind === 'line') {
        queue.push(text);
        return;
      }
      const plain = createOutputFilter().push(text);
      queue.push(kind === 'prompt' ? colourPrompt(plain) : plain);
    },
    clear: () => {
      filter = undefined;
      queue.drop();
      queue.push(resetSequence);
    },
  };
}

/** Scrolls by keyboard; every other key is left to the page, so that Tab and Escape lead out. */
function scrollByKey(terminal: Terminal, event: KeyboardEvent): boolean {
  if (event.type !== 'keydown' || event.ctrlKey || event.altKey || event.metaKey) return false;
  const scroll = scrollKeys[event.key];
  if (scroll) {
    event.preventDefault();
    scroll(terminal);
  }
  return false;
}

/**
 * Every key goes to the line editor but those of the browser and the page. xterm.js answers queries by the same way as keys: an
 * answer begins with an escape while no key is down, and nothing of ours asks for any.
 */
function takeKeys(terminal: Terminal, onData: (data: string) => void): void {
  terminal.attachCustomKeyEventHandler((event) => {
    const isCopy = event.ctrlKey && event.shiftKey && event.code === 'KeyC';
    const isCopyOfSelection = event.ctrlKey && event.code === 'KeyC' && terminal.hasSelection();
    const isShiftTab = event.key === 'Tab' && event.shiftKey;
    return !(isCopy || isCopyOfSelection || isShiftTab || event.metaKey);
  });
  terminal.onData(onData);
}

const scrollKeys: Record<string, (terminal: Terminal) => void> = {
  ArrowUp: (terminal) => terminal.scrollLines(-1),
  ArrowDown: (terminal) => terminal.scrollLines(1),
  PageUp: (terminal) => terminal.scrollPages(-1),
  PageDown: (terminal) => terminal.scrollPages(1),
  Home: (terminal) => terminal.scrollToTop(),
  End: (terminal) => terminal.scrollToBottom(),
};

/** The sanitiser drops queries already; xterm must never answer one as if it were typed. */
function swallowQueries({ parser }: Terminal): void {
  const swallow = () => true;
  for (const prefix of ['', '>', '=']) parser.registerCsiHandler({ prefix, final: 'c' }, swallow);
  for (const prefix of ['', '?']) parser.registerCsiHandler({ prefix, final: 'n' }, swallow);
  parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallow);
  for (const code of [0, 2, 4, 8, 10, 11, 12, 52]) parser.registerOscHandler(code, swallow);
}

/** Rows stay readable one by one; what arrives is announced by the lab, one message a command. */
function silence(host: HTMLElement): void {
  host.querySelector('.live-region')?.setAttribute('aria-live', 'off');
}

function keepFitted(host: HTMLElement, fit: () => void): () => void {
  const observer = new ResizeObserver(() => {
    if (hasSize(host)) fit();
  });
  observer.observe(host);
  return () => observer.disconnect();
}

/** In a closed pane or a hidden slide the host has no size: xterm cannot be fitted to it. */
function hasSize(host: HTMLElement): boolean {
  return host.clientWidth > 0 && host.clientHeight > 0;
}
