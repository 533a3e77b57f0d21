const actions = [
  'next',
  'previous',
  'first',
  'last',
  'fullscreen',
  'blank',
  'overview',
  'speaker',
  'demo',
  'cluster',
  'larger',
  'smaller',
  'contrast',
  'help',
] as const;

/** What a key, a button or a gesture asks of the deck. */
export type DeckAction = (typeof actions)[number];

/** The action that a button names, or undefined when it names none. */
export function deckActionNamed(name: string | undefined): DeckAction | undefined {
  return actions.find((action) => action === name);
}

/** The keys that speakers know from reveal.js; PageUp, PageDown, `.` and Escape are what remotes send. */
const actionOfKey: Readonly<Record<string, DeckAction>> = {
  ArrowRight: 'next',
  ArrowDown: 'next',
  ' ': 'next',
  PageDown: 'next',
  n: 'next',
  l: 'next',
  j: 'next',
  ArrowLeft: 'previous',
  ArrowUp: 'previous',
  PageUp: 'previous',
  p: 'previous',
  h: 'previous',
  k: 'previous',
  Home: 'first',
  End: 'last',
  f: 'fullscreen',
  b: 'blank',
  '.': 'blank',
  o: 'overview',
  Escape: 'overview',
  s: 'speaker',
  d: 'demo',
  v: 'cluster',
  '+': 'larger',
  '=': 'larger',
  '-': 'smaller',
  c: 'contrast',
  '?': 'help',
};

/** The action of a key, or undefined when the deck leaves it to the browser. */
export function deckAction(key: string): DeckAction | undefined {
  return actionOfKey[key] ?? actionOfKey[key.toLowerCase()];
}

/** The slide after `action` from slide `index` of `count`; the ends stay where they are. */
export function moved(index: number, count: number, action: DeckAction): number {
  const last = Math.max(0, count - 1);
  switch (action) {
    case 'next':
      return Math.min(index + 1, last);
    case 'previous':
      return Math.max(index - 1, 0);
    case 'first':
      return 0;
    case 'last':
      return last;
    case 'fullscreen':
    case 'blank':
    case 'overview':
    case 'speaker':
    case 'demo':
    case 'cluster':
    case 'larger':
    case 'smaller':
    case 'contrast':
    case 'help':
      return index;
  }
}

/** A horizontal swipe of at least 50 pixels that is more horizontal than vertical. */
export function swipeAction(dx: number, dy: number): DeckAction | undefined {
  if (Math.abs(dx) < 50 || Math.abs(dx) < Math.abs(dy)) return undefined;
  return dx < 0 ? 'next' : 'previous';
}
