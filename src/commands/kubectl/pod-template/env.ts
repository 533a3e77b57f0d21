import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { checkVariableName } from '#commands/kubectl/generators/key-values.ts';
import { isRecord, listAt, textAt } from '#commands/kubectl/json.ts';

export interface EnvChange {
  set: readonly JsonObject[];
  remove: readonly string[];
}

/** `A=b`, `B-`: kubectl/pkg/cmd/set/env/env_parse.go (v1.35). */
export function parseEnv(words: readonly string[]): EnvChange {
  const set: JsonObject[] = [];
  const remove: string[] = [];
  const seen = new Set<string>();
  for (const word of words) {
    const at = word.indexOf('=');
    if (at >= 0) {
      const name = word.slice(0, at);
      checkVariableName(name);
      seen.add(name);
      set.push({ name, value: word.slice(at + 1) });
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

/** updateEnv of kubectl/pkg/cmd/set/env: set in place, then append, then remove. */
export function changeEnv(container: JsonObject, { set, remove }: EnvChange): JsonObject {
  const names = new Set(set.map((one) => one['name']));
  const merged = listAt(container, 'env').map((one) =>
    names.has(one['name']) ? (set.findLast((other) => other['name'] === one['name']) ?? one) : one,
  );
  const known = new Set(merged.map((one) => one['name']));
  for (const one of set)
    if (!known.has(one['name'])) {
      known.add(one['name']);
      merged.push(set.findLast((other) => other['name'] === one['name']) ?? one);
    }
  const left = merged.filter((one) => !remove.includes(textAt(one, 'name')));
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
