import type { JsonObject } from '#cluster/api/object.ts';
import { describeTemplate } from '#commands/kubectl/describe/pods.ts';
import { Sheet } from '#commands/kubectl/describe/sheet.ts';

/** A pod template as `describe` shows it. */
export function templateText(template: JsonObject): string {
  const sheet = new Sheet();
  describeTemplate(sheet, template);
  return sheet.toString();
}
