import { kindUnknown } from '#cluster/api/json-text.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import type { Process } from '#process/program.ts';
import { type Connection, inBytes } from './client.ts';
import { CommandError, WholeMessage } from './errors.ts';
import type { Flags } from './flags.ts';
import { ValueError, parseDuration, quote } from './go-values.ts';
import { isRecord, listAt, recordAt, textAt, textsAt } from './json.ts';
import { ofLastText } from '#process/of-last-text.ts';
import { resolvePath } from './paths.ts';
import { parseReadyYaml, readyForYaml, YamlError, yamlWords } from './yaml-read.ts';

/** What a kubeconfig says, several files merged; every stanza knows its file. */
export interface Kubeconfig {
  currentContext: string;
  /** `preferences.colors` */
  colors: boolean;
  clusters: ReadonlyMap<string, JsonObject>;
  contexts: ReadonlyMap<string, JsonObject>;
  users: ReadonlyMap<string, JsonObject>;
}

/** The files of the loading order, whether there or not; `--kubeconfig` alone must be there. */
export function kubeconfigPaths(process: Process, flags: Flags): readonly string[] {
  const flag = flags.text('kubeconfig');
  if (flag !== '') return [resolvePath(process, flag)];
  const listed = process.env.get('KUBECONFIG') ?? '';
  if (listed !== '')
    return listed
      .split(':')
      .filter(Boolean)
      .map((path) => resolvePath(process, path));
  return [`${process.env.get('HOME') ?? ''}/.kube/config`];
}

/** Loads what reads the files, should one not be plain: before anything of the kubeconfig is asked for. */
export async function readyForKubeconfig(process: Process, flags: Flags): Promise<void> {
  const { files, time } = process;
  for (const path of kubeconfigPaths(process, flags))
    if (files.stat(path)?.type === 'file') await readyForYaml(files.readText(path), time);
}

/** client-go's ClientConfigLoadingRules.Load: the first file to name something wins. */
export function loadKubeconfig(process: Process, flags: Flags): Kubeconfig {
  const given = flags.text('kubeconfig');
  const files = kubeconfigPaths(process, flags).map((path) =>
    readFile(process, path, given || path),
  );
  return {
    currentContext: files.map((file) => textAt(file, 'current-context')).find(Boolean) ?? '',
    colors: files.some((file) => recordAt(file, 'preferences')['colors'] === true),
    clusters: merged(files, 'cluster'),
    contexts: merged(files, 'context'),
    users: merged(files, 'user'),
  };
}

/** One file as it is; empty when it is not there. `shown` is how the line says it. */
export function readFile(process: Process, path: string, shown = path): JsonObject {
  const refuse = (why: string) => new CommandError(`error loading config file "${shown}": ${why}`);
  const type = process.files.stat(path)?.type;
  if (type === undefined) return {};
  if (type === 'folder') throw refuse(`read ${shown}: is a directory`);
  const value = parseConfig(process.files.readText(path), refuse);
  if (value === null || value === undefined) return {};
  if (!isRecord(value)) throw refuse(kindUnknown(value));
  const kind = textAt(value, 'kind') || 'Config';
  const version = textAt(value, 'apiVersion') || 'v1';
  if (kind !== 'Config' || version !== 'v1')
    throw refuse(
      `no kind ${quote(kind)} is registered for version ${quote(version)} in scheme "k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50"`,
    );
  return value;
}

/** Each line of kubectl reads it. */
const parseText = ofLastText(parseReadyYaml);

function parseConfig(text: string, refuse: (why: string) => CommandError): unknown {
  try {
    return parseText(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw refuse(yamlWords(error));
  }
}

function merged(
  files: readonly JsonObject[],
  kind: 'cluster' | 'context' | 'user',
): ReadonlyMap<string, JsonObject> {
  const all = new Map<string, JsonObject>();
  for (const file of files)
    for (const entry of listAt(file, `${kind}s`)) {
      const name = textAt(entry, 'name');
      if (!all.has(name)) all.set(name, recordAt(entry, kind));
    }
  return all;
}

export interface Access extends Connection {
  context: string;
  user: string;
}

/** Where a command works when it names no namespace: DirectClientConfig.Namespace. */
export function usualNamespace(
  process: Process,
  config: Kubeconfig,
  flags: Pick<Flags, 'text' | 'list'>,
): string {
  checkFile(process, flags.text('kubeconfig'));
  const name = flags.text('context') || config.currentContext;
  const context = config.contexts.get(name);
  const errors: string[] = [];
  if (context === undefined && flags.text('context') !== '')
    errors.push(`context was not found for specified context: ${name}`);
  const user = flags.text('user') || textAt(context, 'user');
  if (flags.text('user') === '' || config.users.has(user))
    errors.push(...userErrors(config.users.get(user) ?? {}, flags, user));
  const cluster = flags.text('cluster');
  if (cluster !== '' && !config.clusters.has(cluster))
    errors.push(`no server found for cluster "${cluster}"`);
  if (errors[1] !== undefined || errors[0]?.startsWith('context')) throw inConfiguration(errors);
  if (errors[0] !== undefined) throw new CommandError(errors[0]);
  return textAt(context, 'namespace') || 'default';
}

/** The current context, overridden by the global flags: DirectClientConfig.ClientConfig. */
export function chooseAccess(
  process: Process,
  config: Kubeconfig,
  flags: Pick<Flags, 'text' | 'list'>,
): Access {
  checkFile(process, flags.text('kubeconfig'));
  const contextName = flags.text('context') || config.currentContext;
  const context = config.contexts.get(contextName);
  const userName = flags.text('user') || textAt(context, 'user');
  const user = config.users.get(userName);
  if (user === undefined && flags.text('user') !== '')
    throw new CommandError(`auth info "${userName}" does not exist`);
  if (context === undefined && flags.text('context') !== '')
    throw new CommandError(`context ${quote(contextName)} does not exist`);
  const clusterName = flags.text('cluster') || textAt(context, 'cluster');
  const cluster = config.clusters.get(clusterName);
  if (cluster === undefined && flags.text('cluster') !== '')
    throw new CommandError(`cluster ${quote(clusterName)} does not exist`);
  const [wrong, more] = userErrors(user ?? {}, flags, userName);
  if (wrong && more) throw inConfiguration([wrong, more]);
  if (wrong) throw new InvalidUser(wrong);
  const timeoutMs = parseTimeout(flags.text('request-timeout'));
  const server = flags.text('server') || textAt(cluster, 'server') || 'http://localhost:8080';
  return {
    server: (server.includes('://') ? server : `http://${server}`).replace(/\/$/, ''),
    headers: headersOf(user ?? {}, flags),
    timeoutMs,
    context: contextName,
    user: userName,
  };
}

/** clientcmd.IsConfigurationInvalid */
export function inConfiguration(errors: readonly string[]): WholeMessage {
  const [only = '', ...more] = errors;
  const text = more.length === 0 ? only : errors.map((one) => `\n* ${one}`).join('');
  return new WholeMessage(`Error in configuration: ${text}`);
}

/** clientcmd's validateAuthInfo. */
function userErrors(
  user: JsonObject,
  flags: Pick<Flags, 'text' | 'list'>,
  userName: string,
): string[] {
  const has = (field: string): boolean => (flags.text(field) || textAt(user, field)) !== '';
  const asks =
    has('as-uid') ||
    groupsOf(user, flags).length > 0 ||
    flags.list('as-user-extra').some((one) => one.includes('='));
  return [
    has('token') && (has('username') || has('password'))
      ? `more than one authentication method found for ${userName}; found [token basicAuth], only one is allowed`
      : '',
    asks && !has('as')
      ? `requesting uid, groups or user-extra for ${userName} without impersonating a user`
      : '',
  ].filter(Boolean);
}

function groupsOf(user: JsonObject, flags: Pick<Flags, 'list'>): readonly string[] {
  const given = flags.list('as-group');
  return given.length > 0 ? given : textsAt(user, 'as-groups');
}

/** The file of --kubeconfig must be there, once the cluster is to be reached. */
export function checkFile(process: Process, path: string): void {
  if (path !== '' && process.files.stat(resolvePath(process, path)) === undefined)
    throw new CommandError(`stat ${path}: no such file or directory`);
}

function headersOf(user: JsonObject, flags: Pick<Flags, 'text' | 'list'>): Record<string, string> {
  const headers: Record<string, string> = {};
  const token = flags.text('token') || textAt(user, 'token');
  const name = flags.text('username') || textAt(user, 'username');
  const password = flags.text('password') || textAt(user, 'password');
  if (token !== '') headers['Authorization'] = `Bearer ${token}`;
  else if (name !== '') headers['Authorization'] = `Basic ${btoa(inBytes(`${name}:${password}`))}`;
  const as = flags.text('as') || textAt(user, 'as');
  if (as !== '') headers['Impersonate-User'] = as;
  const groups = groupsOf(user, flags);
  if (groups.length > 0) headers['Impersonate-Group'] = groups.join(', ');
  const uid = flags.text('as-uid') || textAt(user, 'as-uid');
  if (uid !== '') headers['Impersonate-Uid'] = uid;
  return headers;
}

/** A user as none can be. */
export class InvalidUser extends CommandError {}

/** clientcmd.ParseTimeout: a number alone is seconds. */
function parseTimeout(text: string): number {
  if (/^\+?\d*$/.test(text)) return Number(text) * 1000;
  try {
    return parseDuration(text);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new CommandError(
      'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
    );
  }
}
