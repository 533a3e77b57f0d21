import { parseJson, TooDeep } from '#cluster/api/json-text.ts';
import type { Json, JsonObject } from '#cluster/api/object.ts';
import { parseDocuments } from '#commands/kubectl/any-yaml.ts';
import { CommandError, NotSimulated } from '#commands/kubectl/errors.ts';
import { isRecord, listAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import { matchesLabels } from '#commands/kubectl/label-selector.ts';
import { applyPatch } from '#commands/kubectl/patches.ts';
import { printYaml } from '#commands/kubectl/printers/yaml.ts';
import { YamlError } from '#commands/kubectl/yaml-read.ts';
import { type Resource, idOf } from './resource.ts';

interface Origin {
  target?: JsonObject | undefined;
  /** The file, where the patch is not in the kustomization itself. */
  path?: string | undefined;
}

/** One entry of `patches`: strategic or RFC 6902, for what it names or for what its target selects. */
export function applyOne(
  resources: readonly Resource[],
  text: string,
  origin: Origin = {},
): Resource[] {
  const { target } = origin;
  let all = [...resources];
  for (const value of documentsOf(text, origin)) {
    if (Array.isArray(value)) {
      if (target === undefined) throw untargeted(origin);
      all = all.map((one) =>
        selects(target, one)
          ? { ...one, object: applyPatch(one.object, { type: 'json-patch', body: value }) }
          : one,
      );
    } else if (isRecord(value)) all = applyStrategic(all, value, target);
  }
  return all;
}

function untargeted({ path }: Origin): CommandError {
  const where = path === undefined ? '' : ` [path: ${JSON.stringify(path)}]`;
  return new CommandError(`must specify a target for JSON patch${where}`);
}

/** A list in brackets must be JSON; the rest is YAML. */
function documentsOf(text: string, { target, path }: Origin): readonly unknown[] {
  try {
    return text.startsWith('[') ? [parseJson(text)] : parseDocuments(text);
  } catch (error) {
    if (error instanceof TooDeep) throw new NotSimulated(error.message);
    if (!(error instanceof YamlError) && !(error instanceof SyntaxError)) throw error;
    const quoted = text.includes("'") ? JSON.stringify(text) : `'${text}'`;
    const [what, told] =
      path === undefined
        ? [`patch: ${quoted}`, `patch: ${JSON.stringify(text)}`]
        : [`path: ${path}`, `path: ${JSON.stringify(path)}`];
    const config = printYaml({ target }).replace(/^\{\}\n$/, '');
    throw new CommandError(
      `trouble configuring builtin PatchTransformer with config: \`\n${what}\n${config}\`: unable to parse SM or JSON patch from [${told}]`,
    );
  }
}

function applyStrategic(
  resources: readonly Resource[],
  patch: JsonObject,
  target: JsonObject | undefined,
): Resource[] {
  const matches = (one: Resource) =>
    target === undefined ? isNamed(patch, one) : selects(target, one);
  if (target === undefined && !resources.some(matches)) {
    const id = idOf(patch);
    throw new CommandError(
      `no resource matches strategic merge patch "${id}": no matches for Id ${id}; failed to find unique target for patch ${id}`,
    );
  }
  if (patch['$patch'] === 'delete') return resources.filter((one) => !matches(one));
  return resources.map((one) => (matches(one) ? merged(one, patch) : one));
}

function isNamed(patch: JsonObject, { object, names }: Resource): boolean {
  const namespace = textAt(patch, 'metadata.namespace');
  return (
    textAt(patch, 'kind') === textAt(object, 'kind') &&
    textAt(patch, 'apiVersion') === textAt(object, 'apiVersion') &&
    names.includes(textAt(patch, 'metadata.name')) &&
    (namespace === '' || namespace === textAt(object, 'metadata.namespace'))
  );
}

function selects(target: JsonObject, { object, names }: Resource): boolean {
  const [first = '', second] = textAt(object, 'apiVersion').split('/');
  const is = (field: string, value: string) => {
    const wanted = textAt(target, field);
    return wanted === '' || new RegExp(`^(?:${wanted})$`).test(value);
  };
  const wantedName = textAt(target, 'name');
  return (
    is('group', second === undefined ? '' : first) &&
    is('version', second ?? first) &&
    is('kind', textAt(object, 'kind')) &&
    is('namespace', textAt(object, 'metadata.namespace')) &&
    (wantedName === '' || names.some((name) => new RegExp(`^(?:${wantedName})$`).test(name))) &&
    matchesLabels(recordAt(object, 'metadata.labels'), textAt(target, 'labelSelector')) &&
    matchesLabels(recordAt(object, 'metadata.annotations'), textAt(target, 'annotationSelector'))
  );
}

/** The name and the namespace stay; what the patch adds to a list comes first (kyaml's merge2). */
function merged(resource: Resource, patch: JsonObject): Resource {
  const { name, namespace, ...metadata } = recordAt(patch, 'metadata');
  void [name, namespace];
  const body: JsonObject = { ...patch, metadata };
  const object = applyPatch(resource.object, { type: 'strategic-merge-patch', body });
  const ordered = inPatchOrder(object, body);
  return { ...resource, object: isRecord(ordered) ? ordered : object };
}

const keys = ['name', 'mountPath', 'containerPort', 'port', 'devicePath', 'ip', 'topologyKey'];

function inPatchOrder(value: Json | undefined, patch: Json | undefined): Json | undefined {
  if (isRecord(value) && isRecord(patch))
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, inPatchOrder(one, patch[key])]),
    );
  if (!Array.isArray(value) || !Array.isArray(patch)) return value;
  const items = listAt(value, '');
  const parts = listAt(patch, '');
  const key = keys.find((one) => parts.length > 0 && parts.every((part) => one in part));
  if (key === undefined || items.length !== value.length) return value;
  const found = parts.flatMap((part) => {
    const item = items.find((one) => one[key] === part[key]);
    const ordered = item === undefined ? undefined : inPatchOrder(item, part);
    return isRecord(ordered) ? [ordered] : [];
  });
  return [...found, ...items.filter((one) => !parts.some((part) => one[key] === part[key]))];
}
