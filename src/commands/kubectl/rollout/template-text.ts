import type { JsonObject } from '#cluster/api/object.ts';
import { describeTemplate } from '#commands/kubectl/describe/pods.ts';
import { Sheet } from '#commands/kubectl/describe/sheet.ts';

/** A pod template as `describe` shows it. */
export function templateText(template: JsonObject): string {
  const sheet = new Sheet(unaligned());
  describeTemplate(sheet, template);
  return sheet.toString();
}

/** history.go writes to a buffer, with no columns: the tabs stay. */
function unaligned(): ConstructorParameters<typeof Sheet>[0] {
  let text = '';
  return {
    write: (more) => {
      text += more;
    },
    flush: () => {
      const all = text;
      text = '';
      return all;
    },
  };
}
