import type { JsonObject } from '#cluster/api/object.ts';
import { textOf } from './json.ts';
import { CommandError } from './errors.ts';

const clause =
  /^\s*(?:(!)\s*([^\s=!,()<>]+)|([^\s=!,()<>]+)\s*(?:(==?|!=)\s*([^\s=!,()<>]*)|\s(in|notin)\s*\(([^)]*)\))?)\s*(?:,|$)/;

/** `app=web,tier!=db,env in (a,b),!legacy`, matched on the client: what files hold. */
export function matchesLabels(labels: JsonObject, selector: string): boolean {
  let rest = selector.trim();
  let matches = true;
  while (rest !== '') {
    const [all, not, absent = '', key = absent, sign, value = '', word, list = ''] =
      clause.exec(rest) ?? [];
    if (all === undefined)
      throw new CommandError(
        `the provided selector "${selector}" is not valid: unable to parse requirement`,
      );
    rest = rest.slice(all.length);
    const has = Object.hasOwn(labels, key);
    const is = has ? textOf(labels[key]) : undefined;
    const values = list.split(',').map((one) => one.trim());
    if (not !== undefined) matches &&= !has;
    else if (sign === '!=') matches &&= is !== value;
    else if (sign !== undefined) matches &&= is === value;
    else if (word === 'in') matches &&= is !== undefined && values.includes(is);
    else if (word === 'notin') matches &&= is === undefined || !values.includes(is);
    else matches &&= has;
  }
  return matches;
}
