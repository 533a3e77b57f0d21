import { useStore } from '@nanostores/react';
import { useEffect, useRef, useState } from 'react';
import type { LiveSession } from '#session/live-session.ts';
import { createConsole, type Console, type ConsoleAction } from '#terminal/line/console.ts';
import { plainText } from '#terminal/sanitise.ts';
import { openTerminal, type LabTerminal } from '#terminal/terminal.ts';

interface Props {
  session: LiveSession;
  fontSize: number;
  screenReader: boolean;
  onFailure: () => void;
  /** Takes the focus when a key leaves the terminal. */
  exit: React.RefObject<HTMLElement | null>;
}

export default function LiveTerminal({ session, fontSize, screenReader, onFailure, exit }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const first = useRef({ fontSize, screenReader });
  const [terminal, setTerminal] = useState<LabTerminal>();
  const playing = useStore(session.$playing);

  useEffect(() => {
    if (!host.current) return undefined;
    let closed = false;
    let close = (): void => {};
    let line: Console | undefined;
    openTerminal(host.current, {
      label: 'Terminal du cluster',
      ...first.current,
      onData: (data) => press(session, line, data),
      onResize: (columns) => {
        session.send({ type: 'resize', columns });
        line?.redraw();
      },
    }).then(
      (opened) => {
        if (closed) return opened.dispose();
        line = createConsole({
          write: (kind, text) => opened.write(kind, text),
          clear: () => opened.clear(),
          columns: () => opened.columns(),
          act: (action) =>
            action.type === 'leave' ? exit.current?.focus() : answer(session, action),
          history: session.$log.get().map(({ input }) => input),
        });
        const stop = connect(session, line, opened);
        session.send({ type: 'resize', columns: opened.columns() });
        close = () => {
          stop();
          opened.dispose();
        };
        setTerminal(opened);
        opened.focus();
      },
      () => {
        // A lost chunk or a browser without what xterm.js needs: the text mode does the same.
        if (!closed) onFailure();
      },
    );
    return () => {
      closed = true;
      close();
    };
  }, [session, onFailure, exit]);

  useEffect(() => terminal?.setScreenReader(screenReader), [terminal, screenReader]);
  useEffect(() => terminal?.setFontSize(fontSize), [terminal, fontSize]);

  return (
    <div
      ref={host}
      className="lab-terminal notranslate"
      translate="no"
      lang="en"
      data-typed={playing ? undefined : ''}
    />
  );
}

/** While the player types, its own keys drive it (see lab/shortcuts.ts); any other one takes over. */
function press(session: LiveSession, line: Console | undefined, data: string): void {
  if (session.$playing.get()) {
    if (playerKeys.has(data)) return;
    if (data !== escape) session.send({ type: 'pause' });
  }
  line?.feed(data);
}

const escape = '\x1b';
const playerKeys = new Set([' ', '+', '-', '\x1b[C', '\x1b[D', '\x1bOC', '\x1bOD']);

let completions = 0;

function answer(session: LiveSession, action: Exclude<ConsoleAction, { type: 'leave' }>): void {
  if (action.type === 'complete') {
    completions += 1;
    session.send({ ...action, id: completions });
  } else session.send(action);
}

/** Shows what has been said so far, then what comes. */
function connect(session: LiveSession, line: Console, terminal: LabTerminal): () => void {
  const showLog = (): void => {
    for (const { input, output } of session.$log.get()) {
      terminal.write('line', `$ ${plainText(input).replaceAll('\n', '\r\n')}\r\n`);
      terminal.write('output', output);
    }
  };
  showLog();
  const stop = session.listen((event) => {
    switch (event.type) {
      case 'cleared':
        terminal.clear();
        line.reset();
        break;
      case 'restored':
        terminal.clear();
        line.restore();
        showLog();
        break;
      case 'prompt':
        line.prompt(plainText(event.text));
        break;
      case 'typing':
        line.type(event.text);
        break;
      case 'started':
        line.started(plainText(event.line.text));
        break;
      case 'output':
        line.output(event.text);
        break;
      case 'completed':
        if (event.id === completions) line.offer(event);
        break;
      case 'edit':
      case 'got':
        break;
    }
  });
  const last = session.$prompt.get();
  if (last !== undefined && session.$phase.get() === 'prompt') line.prompt(plainText(last));
  return stop;
}
