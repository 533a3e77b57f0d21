import { CommandError } from '#commands/cobra/errors.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';
import { fieldsOf } from '#cluster/api/json.ts';
import { mergeValues, type Values, withValue } from '#mesh/linkerd/install/values.ts';
import { parse } from 'yaml';
import type { Context } from './context.ts';
import { readFile } from './files.ts';

/** What `--values`, `--set`, `--set-string` and `--set-file` say, in that order (helm pkg/cli/values: MergeValues). */
export async function helmValues(context: Context): Promise<Values> {
  const { flags } = context;
  let values: Values = {};
  for (const path of flags.list('values'))
    values = mergeValues(values, fieldsOf(parse(await readFile(context, path))));
  for (const line of flags.list('set'))
    for (const [key, text] of assignments(line)) values = set(values, key, typed(text));
  for (const line of flags.list('set-string'))
    for (const [key, text] of assignments(line)) values = set(values, key, text);
  for (const line of flags.list('set-file'))
    for (const [key, path] of assignments(line))
      values = set(values, key, await readFile(context, path));
  return values;
}

function set(values: Values, key: string, value: unknown): Values {
  if (/[[\]{}]/.test(key) || (typeof value === 'string' && value.startsWith('{')))
    throw notSimulated(`--set ${key} (listes)`);
  // A dot of a key is written `\.`.
  const path = key.replaceAll('\\.', '\u0000');
  if (path.includes('\u0000')) throw notSimulated(`--set ${key}`);
  return withValue(values, path, value);
}

/** `key1=val1,key2=val2`; a comma of a value is written `\,`. */
function assignments(line: string): readonly (readonly [string, string])[] {
  return line.split(/(?<!\\),/).map((part) => {
    const at = part.indexOf('=');
    if (at < 0)
      throw new CommandError(`failed parsing --set data: key ${JSON.stringify(part)} has no value`);
    return [part.slice(0, at), part.slice(at + 1).replaceAll('\\,', ',')];
  });
}

/** helm's strvals: what is written as a boolean, a number or null is one. */
function typed(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : text;
}
