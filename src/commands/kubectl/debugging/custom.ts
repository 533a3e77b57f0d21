import type { JsonObject } from '#cluster/api/object.ts';
import { strategicMergePatch } from '#cluster/api/patch/strategic.ts';
import { jsonType } from '#cluster/api/json-text.ts';
import { readTyped } from '#cluster/api/schema/decode.ts';
import { exactWords } from '#cluster/api/schema/exact-words.ts';
import { DecodeError } from '#cluster/api/schema/scalars.ts';
import type { Schema } from '#cluster/api/schema/schema.ts';
import { schemaOf } from '#cluster/api/schema/structure.ts';
import type { Context } from '#commands/kubectl/context.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { isRecord, listAt } from '#commands/kubectl/json.ts';
import { resolvePath } from '#commands/kubectl/paths.ts';
import { changeAt } from '#commands/kubectl/pod-template/place.ts';
import { YamlError, parseYaml } from '#commands/kubectl/yaml-read.ts';

/** `--custom`: a part of a container, in JSON or YAML (kubectl/pkg/cmd/debug/debug.go, v1.35). */
export async function readCustom(context: Context, path: string): Promise<JsonObject | undefined> {
  const text = readProfile(context, path);
  // Of several documents the first is read.
  const first = text.split(/^---.*$/m).find((part) => part.trim() !== '') ?? '';
  try {
    return asContainer(await parseYaml(first, context.process.time));
  } catch (error) {
    if (!(error instanceof YamlError || error instanceof DecodeError)) throw error;
    throw new CommandError(`${path} does not contain a valid container spec: ${error.message}`);
  }
}

function readProfile({ process }: Context, path: string): string {
  const full = resolvePath(process, path);
  const type = process.files.stat(full)?.type;
  if (type === 'file') return process.files.readText(full);
  const why =
    type === undefined ? `open ${path}: no such file or directory` : `read ${path}: is a directory`;
  throw new CommandError(`must pass a container spec json file for custom profile: ${why}`);
}

function asContainer(value: unknown): JsonObject | undefined {
  if (value === null || value === undefined) return undefined;
  const refuse = (why: string) =>
    new DecodeError(`error unmarshaling JSON: while decoding JSON: ${why}`);
  if (!isRecord(value))
    throw refuse(`json: cannot unmarshal ${jsonType(value)} into Go value of type v1.Container`);
  try {
    const read = readTyped(value, containerSchema());
    return isRecord(read) ? read : undefined;
  } catch (error) {
    throw error instanceof DecodeError ? refuse(exactWords(error)) : error;
  }
}

function containerSchema(): Schema {
  const pod = schemaOf({ group: '', version: 'v1', kind: 'Pod' });
  const containers = pod?.fields?.get('spec')?.schema.fields?.get('containers')?.schema;
  if (containers?.items === undefined) throw new Error('pods have no containers');
  return containers.items;
}

export function checkCustom(custom: JsonObject): void {
  if (['name', 'command', 'image', 'lifecycle', 'volumeDevices'].some((field) => custom[field]))
    throw new CommandError(
      'name, command, image, lifecycle and volume devices are not modifiable via custom profile',
    );
}

/** The pod, with the profile laid over the container of that name. */
export function customised(
  pod: JsonObject,
  custom: JsonObject,
  { field, name }: { field: 'containers' | 'ephemeralContainers'; name: string },
): JsonObject {
  const over = (container: JsonObject): JsonObject => {
    const changed = strategicMergePatch(container, { ...custom, name }, containerSchema());
    return isRecord(changed) ? changed : container;
  };
  return changeAt(pod, `spec.${field}`, () =>
    listAt(pod, `spec.${field}`).map((one) => (one['name'] === name ? over(one) : one)),
  );
}
