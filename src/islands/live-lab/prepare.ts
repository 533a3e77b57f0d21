import LiveLab from './LiveLab.tsx';
import { openInPage } from './open-in-page.ts';
import { loadLiveLabStyles } from './styles.ts';

/** What a live lab is drawn and opened with, once its styles are there. */
export async function prepareLiveLab() {
  await loadLiveLabStyles();
  return { LiveLab, openInPage };
}
