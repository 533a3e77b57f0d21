import type { JsonObject } from '#cluster/api/object.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';

/** A pod template as `describe` shows it. */
export function templateText(template: JsonObject): string {
  void template;
  throw notSimulated('--revision');
}
