import { createRoot } from '#islands/react-root.ts';
import { loadStyleSheet } from '#islands/style-sheet.ts';
import Lab from './Lab.tsx';
import styles from './lab.css?url';

export interface LabPlace {
  readonly url: string;
  readonly lab: string;
  readonly compact: boolean;
}

/** Draws the terminal of a lab in `place`. It reads its own data and tells its own errors. */
export async function mountLab(place: HTMLElement, props: LabPlace): Promise<void> {
  await loadStyleSheet(styles);
  createRoot(place).render(<Lab {...props} />);
}
