import labStyles from '#islands/lab/lab.css?url';
import { loadStyleSheet } from '#islands/style-sheet.ts';
import styles from './live.css?url';

/** The style sheets of a live terminal, in a file of their own: they come while its code is read. */
export async function loadLiveStyles(): Promise<void> {
  await Promise.all([labStyles, styles].map(loadStyleSheet));
}
