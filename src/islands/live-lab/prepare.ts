import { loadLabParts } from './first-parts.ts';
import LiveLab from './LiveLab.tsx';
import { openInPage } from './open-in-page.ts';

/** What a live lab is drawn and opened with, once its styles are there. */
export async function prepareLiveLab() {
  await loadLabParts();
  return { LiveLab, openInPage };
}
