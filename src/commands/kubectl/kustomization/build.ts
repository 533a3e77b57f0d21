import type { JsonObject } from '#cluster/api/object.ts';
import { parseAnyYaml, parseDocuments } from '#commands/kubectl/any-yaml.ts';
import type { Context } from '#commands/kubectl/context.ts';
import { CommandError, notSimulated } from '#commands/kubectl/errors.ts';
import { nameHash } from '#commands/kubectl/generators/name-hash.ts';
import { isRecord, listAt, recordAt, textAt, textsAt } from '#commands/kubectl/json.ts';
import { flatten } from '#commands/kubectl/manifests.ts';
import { resolvePath } from '#commands/kubectl/paths.ts';
import { printYaml } from '#commands/kubectl/printers/yaml.ts';
import { YamlError, yamlWords } from '#commands/kubectl/yaml-read.ts';
import { addGenerated, generate } from './generators.ts';
import { inOrder } from './order.ts';
import { applyOne } from './patching.ts';
import { type Resource, idOf, nameOf, renamed, withMeta } from './resource.ts';
import {
  fixReferences,
  setAffixes,
  setAnnotations,
  setImages,
  setLabels,
  setNamespace,
  setReplicas,
} from './transforms.ts';

/** A folder of kustomize as kubectl v1.35 builds it (kustomize v5): what is simulated of it is this list. */
const simulated =
  'apiVersion kind metadata resources bases namePrefix nameSuffix namespace labels commonLabels commonAnnotations images replicas patches patchesStrategicMerge patchesJson6902 configMapGenerator secretGenerator generatorOptions'.split(
    ' ',
  );
const known =
  'buildMetadata components configurations crds generators helmCharts helmChartInflationGenerator helmGlobals imageTags openAPI openapi replacements sortOptions transformers validators vars'.split(
    ' ',
  );
const deprecated: Readonly<Record<string, string>> = {
  bases: 'resources',
  commonLabels: 'labels',
  patchesJson6902: 'patches',
  patchesStrategicMerge: 'patches',
};
const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** The YAML of everything that a folder stands for. */
export async function buildKustomization(context: Context, folder: string): Promise<string> {
  return (await builtObjects(context, folder)).map(printYaml).join('---\n');
}

export async function builtObjects(context: Context, folder: string): Promise<JsonObject[]> {
  const path = resolvePath(context.process, folder);
  if (/^(https?:|git@|github\.com)/.test(folder)) throw notSimulated(`kustomize ${folder}`);
  if (context.process.files.stat(path)?.type !== 'folder')
    throw new CommandError(`must build at directory: ${notThere(path, folder)}`);
  const resources = await new Build(context).layer(path);
  const named = resources.map((one) =>
    one.hashed ? renamed(one, `${nameOf(one)}-${hashOf(one)}`) : one,
  );
  return inOrder(fixReferences(named)).map(({ object }) => withoutNothing(object));
}

/** kustomize hashes an object that has no name yet. */
function hashOf({ object }: Resource): string {
  return nameHash(withMeta({ ...object, data: object['data'] ?? '' }, 'name', ''));
}

function withoutNothing(object: JsonObject): JsonObject {
  const value: unknown = JSON.parse(JSON.stringify(object));
  return isRecord(value) ? value : object;
}

function notThere(path: string, typed = path): string {
  return `not a valid directory: evalsymlink failure on '${typed}' : lstat ${path}: no such file or directory`;
}

class Build {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  async layer(folder: string): Promise<Resource[]> {
    const file = await this.#read(folder);
    let all: Resource[] = [];
    for (const entry of [...textsAt(file, 'resources'), ...textsAt(file, 'bases')])
      all = this.#add(all, await this.#load(folder, entry), entry, folder);
    all = this.#generate(all, file, folder);
    all = this.#patch(all, file, folder);
    all = setNamespace(all, textAt(file, 'namespace'));
    all = setAffixes(all, textAt(file, 'namePrefix'), textAt(file, 'nameSuffix'));
    for (const one of listAt(file, 'labels'))
      all = setLabels(all, {
        pairs: recordAt(one, 'pairs'),
        selectors: one['includeSelectors'] === true,
        templates: one['includeTemplates'] === true,
      });
    const pairs = recordAt(file, 'commonLabels');
    all = setLabels(all, { pairs, selectors: true, templates: true });
    all = setAnnotations(all, recordAt(file, 'commonAnnotations'));
    all = setReplicas(all, listAt(file, 'replicas'));
    return setImages(all, listAt(file, 'images'));
  }

  async #read(folder: string): Promise<JsonObject> {
    const { files } = this.#context.process;
    const name = fileNames.find((one) => files.stat(`${folder}/${one}`)?.type === 'file');
    if (name === undefined)
      throw new CommandError(
        `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${folder}'`,
      );
    const value = kustomizationOf(files.readText(`${folder}/${name}`));
    const fields = Object.keys(value);
    const unknown = fields.find((field) => !simulated.includes(field) && !known.includes(field));
    if (unknown !== undefined)
      throw new CommandError(`invalid Kustomization: json: unknown field "${unknown}"`);
    checkType(value, folder);
    const absent = fields.find((field) => known.includes(field));
    if (absent !== undefined) throw notSimulated(`« ${absent} » de kustomize`);
    for (const [old, now] of Object.entries(deprecated))
      if (fields.includes(old))
        await this.#context.err(
          `# Warning: '${old}' is deprecated. Please use '${now}' instead. Run 'kustomize edit fix' to update your Kustomization automatically.\n`,
        );
    return value;
  }

  async #load(folder: string, entry: string): Promise<Resource[]> {
    const { files } = this.#context.process;
    if (/^(https?:\/\/|git@|github\.com)/.test(entry)) throw notSimulated(`kustomize ${entry}`);
    const path = resolvePath({ cwd: folder }, entry);
    const stat = files.stat(path);
    if (stat === undefined) {
      const text = `evalsymlink failure on '${path}' : lstat ${path}: no such file or directory`;
      throw new CommandError(
        `accumulating resources: accumulation err='accumulating resources from '${entry}': ${text}': must build at directory: not a valid directory: ${text}`,
      );
    }
    if (stat.type === 'folder') return await this.layer(path);
    return documentsOf(files.readText(path), entry)
      .flatMap((value) => flatten(value))
      .map((object) => ({ object, names: [textAt(object, 'metadata.name')] }));
  }

  #add(all: Resource[], more: Resource[], entry: string, folder: string): Resource[] {
    const ids = new Set(all.map(({ object }) => idOf(object)));
    const twice = more.find(({ object }) => ids.has(idOf(object)));
    if (twice === undefined) return [...all, ...more];
    throw new CommandError(
      `accumulating resources: accumulation err='merging resources from '${entry}': may not add resource with an already registered id: ${idOf(twice.object)}': must build at directory: '${resolvePath({ cwd: folder }, entry)}': file is not directory`,
    );
  }

  #generate(resources: Resource[], file: JsonObject, folder: string): Resource[] {
    const { files } = this.#context.process;
    const sources = {
      find: (name: string) => {
        const path = resolvePath({ cwd: folder }, name);
        const stat = files.stat(path);
        if (stat === undefined)
          throw new CommandError(
            `loading KV pairs: file sources: [${name}]: evalsymlink failure on '${path}' : lstat ${path}: no such file or directory`,
          );
        return stat.type === 'file' ? files.read(path) : files.list(path);
      },
      variable: (name: string) => this.#context.process.env.get(name) ?? '',
    };
    const options = recordAt(file, 'generatorOptions');
    let all = resources;
    for (const kind of ['ConfigMap', 'Secret'] as const)
      for (const entry of listAt(
        file,
        kind === 'ConfigMap' ? 'configMapGenerator' : 'secretGenerator',
      ))
        all = addGenerated(
          all,
          generate(kind, entry, { options, sources }),
          textAt(entry, 'behavior'),
        );
    return all;
  }

  #patch(resources: Resource[], file: JsonObject, folder: string): Resource[] {
    let all = resources;
    for (const entry of textsAt(file, 'patchesStrategicMerge'))
      all = applyOne(all, /\n|^\s*\{/.test(entry) ? entry : this.#textOf(folder, entry));
    for (const entry of [...listAt(file, 'patches'), ...listAt(file, 'patchesJson6902')]) {
      const inline = textAt(entry, 'patch');
      const path = inline === '' ? textAt(entry, 'path') : undefined;
      const text = path === undefined ? inline : this.#textOf(folder, path);
      const target = isRecord(entry['target']) ? entry['target'] : undefined;
      all = applyOne(all, text, { target, path });
    }
    return all;
  }

  #textOf(folder: string, name: string): string {
    const { files } = this.#context.process;
    const path = resolvePath({ cwd: folder }, name);
    if (files.stat(path)?.type === 'file') return files.readText(path);
    throw new CommandError(
      `trouble configuring builtin PatchTransformer with config: \`\npath: ${name}\n\`: failed to get the patch file from path(${name}): evalsymlink failure on '${path}' : lstat ${path}: no such file or directory`,
    );
  }
}

/** Kustomization.EnforceFields: what is left out is what it should be. */
function checkType(value: JsonObject, folder: string): void {
  const kind = textAt(value, 'kind') || 'Kustomization';
  const version = `kustomize.config.k8s.io/${kind === 'Component' ? 'v1alpha1' : 'v1beta1'}`;
  const problems = [
    kind === 'Kustomization' || kind === 'Component'
      ? ''
      : 'kind should be Kustomization or Component',
    [version, ''].includes(textAt(value, 'apiVersion'))
      ? ''
      : `apiVersion for ${kind} should be ${version}`,
  ].filter(Boolean);
  if (problems.length > 0)
    throw new CommandError(
      `Failed to read kustomization file under ${folder}:\n${problems.join('\n')}`,
    );
}

function kustomizationOf(text: string): JsonObject {
  let value: unknown;
  try {
    value = parseAnyYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new CommandError(`invalid Kustomization: ${yamlWords(error)}`);
  }
  if (value === null) throw new CommandError('kustomization.yaml is empty');
  if (isRecord(value)) return value;
  const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  throw new CommandError(
    `invalid Kustomization: json: cannot unmarshal ${type} into Go value of type types.Kustomization`,
  );
}

function documentsOf(text: string, entry: string): readonly unknown[] {
  try {
    return parseDocuments(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new CommandError(
      `accumulating resources: accumulating resources from '${entry}': MalformedYAMLError: ${yamlWords(error)} in File: ${entry}`,
    );
  }
}
