import { ApiError } from '#cluster/api/api.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import { type Requirement, matchesAll, parseLabelSelector } from '#cluster/api/selector.ts';
import { CommandError } from './errors.ts';
import { quote } from './go-values.ts';
import { textOf } from './json.ts';

/** `app=web,tier!=db,env in (a,b),!legacy`, matched on the client: what files hold. */
export function matchesLabels(labels: JsonObject, selector: string): boolean {
  const texts = Object.entries(labels).map(([key, value]) => [key, textOf(value)]);
  return matchesAll(parseSelector(selector), Object.fromEntries(texts));
}

export function parseSelector(selector: string): readonly Requirement[] {
  try {
    return parseLabelSelector(selector);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new CommandError(
      `the provided selector ${quote(selector)} is not valid: ${error.message}`,
    );
  }
}
