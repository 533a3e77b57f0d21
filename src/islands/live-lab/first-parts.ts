import { loadFirstParts } from '#islands/live/first-parts.ts';
import { expectLab } from '#session/lab-load.ts';
import styles from './live-lab.css?url';

/** Asks at once for what a live lab needs besides its own code. Asked for again, it is there already. */
export function loadLabParts(): Promise<void> {
  return loadFirstParts(styles);
}

/** The same, before the lab is opened: with its data. */
export function expectLabParts(url: string): void {
  expectLab(url);
  void loadLabParts();
  import('./prepare.ts').catch(() => undefined);
}
