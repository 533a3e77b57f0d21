import liveStyles from '#islands/live/live.css?url';
import { loadStyleSheet } from '#islands/style-sheet.ts';
import { prepareWorker } from '#session/worker-client.ts';
import styles from './live-lab.css?url';
import LiveLab from './LiveLab.tsx';
import { openInPage } from './open-in-page.ts';

/** What a live lab is drawn and opened with, once its styles are there. */
export async function prepareLiveLab() {
  await loadStyles();
  return { LiveLab, openInPage };
}

/** While the lab's data and what draws it are still to come: its engine starts. */
export async function hastenLiveLab(): Promise<void> {
  prepareWorker();
  // Who draws the lab asks for them again, and tells.
  await loadStyles().catch(() => undefined);
}

async function loadStyles(): Promise<void> {
  await Promise.all([loadStyleSheet(liveStyles), loadStyleSheet(styles)]);
}
