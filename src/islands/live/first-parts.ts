import labStyles from '#islands/lab/lab.css?url';
import { loadStyleSheet } from '#islands/style-sheet.ts';
import styles from './live.css?url';

/** Asks at once for what a live terminal needs besides its own code: waits for its style sheets, and not for xterm.js. */
export async function loadFirstParts(...more: readonly string[]): Promise<void> {
  // Who needs it tells what fails.
  import('#terminal/xterm.ts').catch(() => undefined);
  await Promise.all([labStyles, styles, ...more].map(loadStyleSheet));
}
