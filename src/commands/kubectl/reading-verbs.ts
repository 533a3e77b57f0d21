import type { Verb } from './context.ts';
import { apiVersions } from './api-versions.ts';
import { get } from './get.ts';
import { options } from './options.ts';

/** The verbs that read, by path. */
export const readingVerbs: readonly (readonly [string, Verb])[] = [
  ['api-versions', apiVersions],
  ['get', get],
  ['options', options],
];
