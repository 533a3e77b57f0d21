import liveStyles from '#islands/live/live.css?url';
import { loadStyleSheet } from '#islands/style-sheet.ts';
import styles from './live-lab.css?url';
import LiveLab from './LiveLab.tsx';
import { openInPage } from './open-in-page.ts';

/** What a live lab is drawn and opened with, once its styles are there. */
export async function prepareLiveLab() {
  await loadStyles();
  return { LiveLab, openInPage };
}

/** Asked for again, they are there already. */
export async function loadStyles(): Promise<void> {
  await Promise.all([loadStyleSheet(liveStyles), loadStyleSheet(styles)]);
}
