import { deckAction, deckActionNamed, swipeAction, type DeckAction } from '#course/deck.ts';

interface Listener {
  act: (action: DeckAction) => void;
  /** To a slide by its number, as people count. */
  jump: (number: number) => void;
  /** A number is being typed; empty when it no longer is. */
  onTyped: (digits: string) => void;
  /** Takes keys even from what has its own: a lab on the stage. */
  takesAll?: () => boolean;
}

function holdsOwnKeys(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('[data-own-keys], dialog, input, select, textarea') !== null
  );
}

/** Digits that no Enter follows are forgotten. */
const patienceMs = 2000;

/** The keys of a deck: reveal.js's, a remote's, and a number with Enter. */
export function listenToKeys({ act, jump, onTyped, takesAll }: Listener): void {
  let digits = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const type = (next: string): void => {
    digits = next;
    clearTimeout(timer);
    if (digits !== '') timer = setTimeout(() => type(''), patienceMs);
    onTyped(digits);
  };
  const onKey = (event: KeyboardEvent): void => {
    const isForOthers = holdsOwnKeys(event.target) && takesAll?.() !== true;
    if (event.ctrlKey || event.metaKey || event.altKey || isForOthers) return;
    if (/^\d$/.test(event.key)) {
      type((digits + event.key).slice(-4));
      return;
    }
    if (event.key === 'Enter' && digits !== '') {
      event.preventDefault();
      jump(Number(digits));
      type('');
      return;
    }
    const isOnControl =
      event.target instanceof Element && event.target.matches('a, button, summary');
    if (event.key === ' ' && isOnControl) return;
    const action = event.key === ' ' && event.shiftKey ? 'previous' : deckAction(event.key);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    type('');
    act(action);
  };
  // Before what the key was meant for.
  document.addEventListener('keydown', onKey, { capture: true });
}

export function listenToTouch({ act }: Pick<Listener, 'act'>): void {
  let start: Touch | undefined;
  document.addEventListener('touchstart', (event) => {
    start = holdsOwnKeys(event.target) ? undefined : event.changedTouches[0];
  });
  document.addEventListener('touchend', (event) => {
    const end = event.changedTouches[0];
    if (!start || !end) return;
    const action = swipeAction(end.clientX - start.clientX, end.clientY - start.clientY);
    if (action) act(action);
  });
}

/** Buttons that name an action: `data-deck="next"`. */
export function listenToButtons({ act }: Pick<Listener, 'act'>): void {
  for (const button of document.querySelectorAll<HTMLElement>('[data-deck]')) {
    const action = deckActionNamed(button.dataset['deck']);
    if (action) button.addEventListener('click', () => act(action));
  }
}
