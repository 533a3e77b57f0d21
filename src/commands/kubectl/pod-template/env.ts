import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { checkVariableName } from '#commands/kubectl/generators/key-values.ts';
import { isRecord, listAt, textAt } from '#commands/kubectl/json.ts';

export interface EnvChange {
  set: readonly JsonObject[];
  remove: readonly string[];
}

/** `A=b`, `B-`, and `-`, what standard input says: kubectl/pkg/cmd/set/env/env_parse.go (v1.35). */
export async function parseEnv(
  words: readonly string[],
  readInput: () => Promise<string>,
): Promise<EnvChange> {
  const set: JsonObject[] = [];
  const remove: string[] = [];
  const seen = new Set<string>();
  for (const word of words) {
    const pair = pairOf(word);
    if (word === '-') set.push(...variablesOf(await readInput()));
    else if (pair !== undefined) {
      checkVariableName(pair.name);
      seen.add(pair.name);
      set.push(pair);
    } else if (word.endsWith('-')) remove.push(word.slice(0, -1));
    else throw new CommandError(`unknown environment variable: ${word}`);
  }
  for (const name of remove)
    if (seen.has(name))
      throw new CommandError(
        'can not both modify and remove the same environment variable in the same command',
      );
  return { set, remove };
}

/** A value that is empty is left out. */
function pairOf(text: string): { name: string; value?: string } | undefined {
  const at = text.indexOf('=');
  if (at < 0) return undefined;
  const [name, value] = [text.slice(0, at), text.slice(at + 1)];
  return value === '' ? { name } : { name, value };
}

/** A line each, until its `#`; what has no `=` is passed over, and no name is refused. */
function variablesOf(text: string): JsonObject[] {
  return text.split(/\r?\n/).flatMap((line) => pairOf(line.split('#')[0] ?? '') ?? []);
}

/** updateEnv of kubectl/pkg/cmd/set/helper.go: of two with one name, the first. */
export function changeEnv(container: JsonObject, { set, remove }: EnvChange): JsonObject {
  const covered = new Set<unknown>(remove);
  const left: JsonObject[] = [];
  for (const one of [...listAt(container, 'env'), ...set]) {
    const name = one['name'];
    if (covered.has(name)) continue;
    const newer = set.find((other) => other['name'] === name);
    if (newer !== undefined) covered.add(name);
    left.push(newer ?? one);
  }
  const { env: _, ...rest } = container;
  return left.length === 0 ? rest : { ...rest, env: left };
}

/** One line of `set env --list`: the value, or where it comes from. */
export function envLine(variable: JsonObject): string {
  const name = textAt(variable, 'name');
  const source = variable['valueFrom'];
  if (!isRecord(source)) return `${name}=${textAt(variable, 'value')}`;
  return `# ${name} from ${sourceText(source)}`;
}

function sourceText(source: JsonObject): string {
  const place = (field: string, what: string) =>
    `${what} ${textAt(source, `${field}.name`)}, key ${textAt(source, `${field}.key`)}`;
  if (source['configMapKeyRef']) return place('configMapKeyRef', 'configmap');
  if (source['secretKeyRef']) return place('secretKeyRef', 'secret');
  if (source['fieldRef']) return `field path ${textAt(source, 'fieldRef.fieldPath')}`;
  if (source['resourceFieldRef']) {
    const container = textAt(source, 'resourceFieldRef.containerName');
    return `resource field ${container === '' ? '' : `${container}/`}${textAt(source, 'resourceFieldRef.resource')}`;
  }
  return 'invalid valueFrom';
}
