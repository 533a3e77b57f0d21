import type { JsonObject } from '#cluster/api/object.ts';
import type { Time } from '#process/program.ts';
import { readText } from '#process/streams.ts';
import type { Context } from './context.ts';
import { CommandError, notSimulated } from './errors.ts';
import { quote } from './go-values.ts';
import { isRecord, textOf } from './json.ts';
import { resolvePath } from './paths.ts';
import { YamlError, parseYaml } from './yaml-read.ts';

export interface FilenameOptions {
  filenames: readonly string[];
  recursive?: boolean;
  kustomize?: string;
}

/** One document of a file: parsed, and where it comes from (`STDIN`, a path as typed, a URL). */
export interface Manifest {
  source: string;
  value: unknown;
  /** As it was written, where that is JSON. */
  json?: string;
}

/** The usual -f, -R and -k of the line. */
export function filenameOptions({ flags }: Context): FilenameOptions {
  return {
    filenames: flags.list('filename'),
    recursive: flags.has('recursive') && flags.isOn('recursive'),
    kustomize: flags.has('kustomize') ? flags.text('kustomize') : '',
  };
}

export function hasFiles({ filenames, kustomize = '' }: FilenameOptions): boolean {
  return filenames.length > 0 || kustomize !== '';
}

/** What `-f` names, before anything is read. Refuses paths that are not there. */
export interface ManifestFile {
  source: string;
  read: () => Promise<string>;
}

export interface ManifestFiles {
  files: readonly ManifestFile[];
  errors: readonly CommandError[];
  /** One file was named, not a folder. */
  isSingle: boolean;
}

const extensions = ['.json', '.yaml', '.yml'];

export function openFiles(context: Context, options: FilenameOptions): ManifestFiles {
  const files: ManifestFile[] = [];
  const errors: CommandError[] = [];
  if (options.kustomize && options.filenames.length > 0)
    throw new CommandError('only one of -f or -k can be specified');
  for (const [index, name] of options.filenames.entries()) {
    try {
      if (name === '-' && options.filenames.indexOf(name) < index)
        throw new CommandError('standard input cannot be used for multiple arguments');
      files.push(...filesOf(context, name, options.recursive ?? false));
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      errors.push(error);
    }
  }
  if (options.kustomize) files.push(kustomization(context, options.kustomize));
  const [only] = options.filenames;
  const isSingle = files.length === 1 && only !== '-' && files[0]?.source === only;
  return { files, errors, isSingle };
}

function kustomization(context: Context, folder: string): ManifestFile {
  return {
    source: folder,
    read: async () => {
      if (context.reach.kustomize === undefined) throw notSimulated('kustomize');
      return await context.reach.kustomize(context, folder);
    },
  };
}

function filesOf(context: Context, name: string, recursive: boolean): ManifestFile[] {
  const { process } = context;
  if (name === '-') return [{ source: 'STDIN', read: () => readText(process.stdin) }];
  if (/^https?:\/\//.test(name)) return [{ source: name, read: () => download(context, name) }];
  const path = resolvePath(process, name);
  const stat = process.files.stat(path);
  if (stat === undefined || name === '')
    throw new CommandError(`the path ${quote(name)} does not exist`);
  if (stat.type === 'file') return [fileAt(context, name)];
  const found = walk(context, name.replace(/\/+$/, ''), recursive);
  if (found.length === 0)
    throw new CommandError(
      `error reading [${name}]: recognized file extensions are [${extensions.join(' ')}]`,
    );
  return found;
}

function walk(context: Context, folder: string, recursive: boolean): ManifestFile[] {
  const { files } = context.process;
  return files.list(resolvePath(context.process, folder)).flatMap((entry) => {
    const name = folder === '.' ? entry : `${folder}/${entry}`;
    if (files.stat(resolvePath(context.process, name))?.type === 'folder')
      return recursive ? walk(context, name, true) : [];
    return extensions.some((extension) => entry.endsWith(extension)) ? [fileAt(context, name)] : [];
  });
}

function fileAt({ process }: Context, name: string): ManifestFile {
  return {
    source: name,
    read: () => Promise.resolve(process.files.readText(resolvePath(process, name))),
  };
}

async function download({ reach, process }: Context, url: string): Promise<string> {
  const { host } = new URL(url);
  if (reach.download === undefined) throw notSimulated(`le téléchargement de ${host}`);
  const response = await process.time.hold(reach.download(url, process.signal));
  const text = await process.time.hold(response.text());
  if (response.status === 200) return text;
  const status = `${response.status} ${response.statusText}`.trim();
  throw new CommandError(
    `unable to read URL ${quote(url)}, server reported ${status}, status code=${response.status}`,
  );
}

/** Every document of a text, JSON or YAML (apimachinery pkg/util/yaml, v1.35). Empty ones are left out. */
export async function* parseManifests(
  text: string,
  source: string,
  time: Pick<Time, 'hold'>,
): AsyncGenerator<Manifest> {
  const plain = text.replace(/^\u{feff}/u, '');
  try {
    const values = /^\s*\{/.test(plain)
      ? (await time.hold(import('./json-documents.ts'))).jsonDocuments(plain, time)
      : yamlDocuments(plain, time);
    for await (const document of values)
      if (document.value !== null && document.value !== undefined) yield { source, ...document };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new CommandError(`error parsing ${source}: ${error.message}`);
  }
}

export type Document = Pick<Manifest, 'value' | 'json'>;

/** Lines that start with `---` part documents; line numbers in refusals begin again after each. */
export async function* yamlDocuments(
  text: string,
  time: Pick<Time, 'hold'>,
): AsyncGenerator<Document> {
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    if (!line.startsWith('---')) {
      lines.push(line);
      continue;
    }
    const after = line.slice(3).trim();
    if (after !== '' && !after.startsWith('#'))
      throw new YamlError(`invalid Yaml document separator: ${after}`);
    if (lines.length > 0) yield { value: await parseYaml(lines.join('\n'), time) };
    lines = [];
  }
  if (lines.length > 0) yield { value: await parseYaml(lines.join('\n'), time) };
}

/** A list's items, the lists inside it too; anything else is itself. */
export function flatten(value: unknown): readonly JsonObject[] {
  if (!isRecord(value)) return [];
  const { items } = value;
  if (!Array.isArray(items) || !textOf(value['kind']).endsWith('List')) return [value];
  return items.flatMap(flatten);
}
