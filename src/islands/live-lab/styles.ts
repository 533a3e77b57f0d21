import { loadLiveStyles } from '#islands/live/styles.ts';
import { loadStyleSheet } from '#islands/style-sheet.ts';
import styles from './live-lab.css?url';

/** The style sheets of a live lab. Asked for again, they are there already. */
export async function loadLiveLabStyles(): Promise<void> {
  await Promise.all([loadLiveStyles(), loadStyleSheet(styles)]);
}
