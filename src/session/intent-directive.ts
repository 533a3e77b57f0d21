import type { ClientDirective } from 'astro';

const signs = ['pointermove', 'pointerdown', 'touchstart', 'keydown', 'focusin', 'scroll'] as const;

/** A screen reader moves through a page without a gesture that the page sees: its reader waits no longer than this. */
const longestWait = 8000;

/**
 * `client:intent`: an island whose HTML is complete wakes at the reader's first gesture, or at once when the address already
 * carries a choice. Until then nothing of React is loaded, and nothing runs.
 */
const intent: ClientDirective = (load) => {
  const wake = async () => {
    for (const sign of signs) removeEventListener(sign, start);
    clearTimeout(waiting);
    const hydrate = await load();
    await hydrate();
  };
  const start = () => void wake();
  const waiting = setTimeout(start, longestWait);
  if (location.search !== '') start();
  else for (const sign of signs) addEventListener(sign, start, { passive: true });
};

export default intent;
