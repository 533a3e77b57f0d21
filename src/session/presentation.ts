import {
  agreed,
  changed,
  parsePresentation,
  type Presentation,
  stoppedTimer,
} from '#course/presentation.ts';
import { readItem, writeItem } from './storage.ts';

type Change = Parameters<typeof changed>[1];

/** The presentation that some windows share, as one of them sees it. */
export interface SharedPresentation {
  state: () => Presentation;
  change: (change: Change) => void;
  /** What is no part of the state: an order, or what only one window knows. */
  tell: (message: object) => void;
  close: () => void;
}

interface Options {
  /** Names the presentation: windows with the same one share it. */
  session: string;
  /** Shown when no other window, and nothing kept, says otherwise. */
  slide: string;
  /** Told of changes of the others. */
  onChange: (state: Presentation) => void;
  /** Told of what they tell: anything may be. */
  onTold?: (message: unknown) => void;
  /** A window has joined: it has heard nothing yet. */
  onJoined?: () => void;
}

/** Opens a presentation, or joins it: what was kept, then what others say. Survives a reload, and the other window's. */
export function sharePresentation({
  session,
  slide,
  onChange,
  onTold,
  onJoined,
}: Options): SharedPresentation {
  const key = `maillage:presentation:${session}`;
  const own = Math.random().toString(36).slice(2);
  let state: Presentation = kept(key) ?? {
    turn: 0,
    by: '',
    slide,
    blank: false,
    timer: stoppedTimer,
  };
  const channel = openChannel(key);
  const hear = (value: unknown): void => {
    if (value === hello) {
      channel.post(state);
      onJoined?.();
      return;
    }
    const heard = parsePresentation(value);
    if (!heard) {
      onTold?.(value);
      return;
    }
    const before = state;
    state = agreed(state, heard);
    if (state === before) return;
    onChange(state);
  };
  const stop = channel.listen(hear);
  channel.post(hello);
  return {
    state: () => state,
    change: (change) => {
      state = changed(state, change, own);
      writeItem(key, JSON.stringify(state));
      channel.post(state);
    },
    tell: (message) => channel.post(message),
    close: stop,
  };
}

/** Asks the others what they show. */
const hello = 'bonjour';

function kept(key: string): Presentation | undefined {
  return parsePresentation(parsed(readItem(key)));
}

function parsed(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

interface Channel {
  post: (message: unknown) => void;
  listen: (hear: (message: unknown) => void) => () => void;
}

function openChannel(key: string): Channel {
  return 'BroadcastChannel' in globalThis ? broadcastChannel(key) : storageChannel(key);
}

function broadcastChannel(key: string): Channel {
  const channel = new BroadcastChannel(key);
  return {
    post: (message) => channel.postMessage(message),
    listen: (hear) => {
      channel.onmessage = ({ data }) => hear(data);
      return () => channel.close();
    },
  };
}

/** Without one: the `storage` event, which a browser sends to the other windows when a text is kept. */
function storageChannel(key: string): Channel {
  const told = `${key}:dit`;
  let posted = 0;
  return {
    post: (message) => {
      posted += 1;
      // A text that is there already is no event: two orders alike differ by their moment.
      writeItem(told, JSON.stringify([message, `${Date.now()} ${posted}`]));
    },
    listen: (hear) => {
      const onStorage = ({ key: changed, newValue }: StorageEvent): void => {
        const value = changed === told ? parsed(newValue) : undefined;
        if (Array.isArray(value)) hear(value[0]);
      };
      addEventListener('storage', onStorage);
      return () => removeEventListener('storage', onStorage);
    },
  };
}

/** A name that nobody guesses, for a new presentation. */
export function newSessionName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(36).padStart(2, '0')).join('');
}
