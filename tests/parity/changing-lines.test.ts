import { compareLines } from './compared-lines.ts';

/** In a file of their own, for a second core: each of them has a cluster made for it, twice. */
compareLines(({ changes }) => changes === true);
