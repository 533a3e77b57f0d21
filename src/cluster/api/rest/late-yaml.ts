import { later } from '#process/later.ts';

/** YAML, which clients seldom speak: loaded with the first body, or the first answer, that is no JSON. */
export const yaml = later(() => import('./yaml-bodies.ts'));
