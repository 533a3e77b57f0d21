import type { Json, JsonObject } from '#cluster/api/object.ts';
import type { Context } from '#commands/kubectl/context.ts';
import { isRecord, listAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import { kubeconfigPaths, readFile } from '#commands/kubectl/kubeconfig.ts';
import { printYaml } from '#commands/kubectl/printers/yaml.ts';

export type Stanza = 'clusters' | 'contexts' | 'users';

export const singular = { clusters: 'cluster', contexts: 'context', users: 'user' } as const;

/** Fields in the order of clientcmd's v1 types; those with `!` are always written. */
const fieldOrder: Readonly<Record<Stanza, string>> = {
  clusters:
    'server! tls-server-name insecure-skip-tls-verify certificate-authority certificate-authority-data proxy-url disable-compression',
  contexts: 'cluster! user! namespace',
  users:
    'client-certificate client-certificate-data client-key client-key-data token tokenFile as as-uid as-groups as-user-extra username password auth-provider exec',
};

/** One kubeconfig file, or several merged: entries by name. */
export interface Config {
  currentContext: string;
  /** `preferences.colors`, the only preference. */
  colors?: boolean;
  clusters: ReadonlyMap<string, JsonObject>;
  contexts: ReadonlyMap<string, JsonObject>;
  users: ReadonlyMap<string, JsonObject>;
}

function parseConfig(file: JsonObject): Config {
  const entries = (stanza: Stanza) =>
    new Map(
      listAt(file, stanza).map((entry): [string, JsonObject] => {
        const value = entry[singular[stanza]];
        return [textAt(entry, 'name'), isRecord(value) ? value : {}];
      }),
    );
  return {
    currentContext: textAt(file, 'current-context'),
    colors: recordAt(file, 'preferences')['colors'] === true,
    clusters: entries('clusters'),
    contexts: entries('contexts'),
    users: entries('users'),
  };
}

/** As it is printed and written: entries by name, empty lists as null. */
export function toJson(config: Config): JsonObject {
  const list = (stanza: Stanza) => {
    const names = [...config[stanza].keys()].toSorted();
    if (names.length === 0) return null;
    return names.map((name) => ({
      name,
      [singular[stanza]]: ordered(stanza, config[stanza].get(name) ?? {}),
    }));
  };
  return {
    kind: 'Config',
    apiVersion: 'v1',
    ...(config.colors && { preferences: { colors: true } }),
    clusters: list('clusters'),
    users: list('users'),
    contexts: list('contexts'),
    'current-context': config.currentContext,
  };
}

function ordered(stanza: Stanza, entry: JsonObject): JsonObject {
  const known = fieldOrder[stanza]
    .split(' ')
    .map((field): [string, boolean] => [field.replace('!', ''), field.endsWith('!')]);
  const fields = known.flatMap(([field, isKept]): [string, Json][] => {
    const value = entry[field] ?? '';
    if (value !== '' && value !== false) return [[field, value]];
    return isKept ? [[field, value]] : [];
  });
  return Object.fromEntries(fields);
}

/** The files of the loading order, each by itself. */
export class ConfigFiles {
  readonly #context: Context;
  readonly paths: readonly string[];

  constructor(context: Context) {
    this.#context = context;
    this.paths = kubeconfigPaths(context.process, context.flags);
  }

  read(path: string): Config {
    return parseConfig(readFile(this.#context.process, path));
  }

  /** What is written when nothing says where: the first file that is there, else the last of the list. */
  get usualPath(): string {
    const { files } = this.#context.process;
    return this.paths.find((path) => files.stat(path) !== undefined) ?? this.paths.at(-1) ?? '';
  }

  /** The file that defines an entry. */
  pathOf(stanza: Stanza, name: string): string {
    return this.paths.find((path) => this.read(path)[stanza].has(name)) ?? this.usualPath;
  }

  pathOfCurrent(): string {
    return this.paths.find((path) => this.read(path).currentContext !== '') ?? this.usualPath;
  }

  write(path: string, config: Config): void {
    const { files } = this.#context.process;
    const text = printYaml(toJson(config));
    if (text === printYaml(toJson(this.read(path)))) return;
    const folder = path.slice(0, path.lastIndexOf('/'));
    if (folder !== '' && files.stat(folder) === undefined)
      files.makeFolder(folder, { parents: true });
    files.write(path, text);
    files.setMode(path, 0o600);
  }

  /** Puts an entry where it is defined, or takes it away. */
  change(stanza: Stanza, name: string, entry: JsonObject | undefined): void {
    const path = this.pathOf(stanza, name);
    const config = this.read(path);
    const entries = new Map(config[stanza]);
    if (entry === undefined) entries.delete(name);
    else entries.set(name, entry);
    this.write(path, { ...config, [stanza]: entries });
  }

  setCurrent(name: string): void {
    const path = this.pathOfCurrent();
    this.write(path, { ...this.read(path), currentContext: name });
  }
}
