import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { quote } from '#commands/kubectl/go-values.ts';
import { type Ask, metaOf } from './ask.ts';
import { typedJson } from './typed-json.ts';
import { type Entry, keyProblem, keyValues } from './key-values.ts';
import { nameHash } from './name-hash.ts';

function entriesOf({ flags, sources }: Ask): Entry[] {
  const list = (name: string) => (flags.has(name) ? flags.list(name) : []);
  const wanted = {
    files: list('from-file'),
    literals: list('from-literal'),
    envFiles: list('from-env-file'),
  };
  if (wanted.envFiles.length > 0 && wanted.files.length + wanted.literals.length > 0)
    throw new CommandError('from-env-file cannot be combined with from-file or from-literal');
  return keyValues(wanted, sources);
}

function named(ask: Ask, object: JsonObject): JsonObject {
  if (!ask.flags.isOn('append-hash')) return object;
  return { ...object, metadata: metaOf(ask, { name: `${ask.name}-${nameHash(object)}` }) };
}

/** kubectl/pkg/cmd/create/create_configmap.go (v1.35). */
export function configMap(ask: Ask): JsonObject {
  return named(ask, {
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: metaOf(ask),
    ...configMapData(ask.name, entriesOf(ask)),
  });
}

/** Text goes to `data`, anything else to `binaryData`. */
export function configMapData(name: string, entries: readonly Entry[]): JsonObject {
  const data = new Map<string, string>();
  const binary = new Map<string, string>();
  for (const [key, value] of entries) {
    const wrong = keyProblem(key);
    if (wrong !== undefined)
      throw new CommandError(`${quote(key)} is not a valid key name for a ConfigMap: ${wrong}`);
    if (data.has(key) || binary.has(key))
      throw new CommandError(
        `cannot add key ${quote(key)}, another key by that name already exists in Data for ConfigMap ${quote(name)}`,
      );
    const text = asText(value);
    if (text === undefined) binary.set(key, toBase64(value));
    else data.set(key, text);
  }
  return { data: toObject(data), binaryData: toObject(binary) };
}

function asText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function toObject(map: ReadonlyMap<string, string>): JsonObject | undefined {
  if (map.size === 0) return undefined;
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** create_secret.go. */
export function secret(ask: Ask): JsonObject {
  return secretOf(ask, entriesOf(ask), ask.flags.text('type'));
}

export function secretOf(ask: Ask, entries: readonly Entry[], type: string): JsonObject {
  return named(ask, {
    kind: 'Secret',
    apiVersion: 'v1',
    metadata: metaOf(ask),
    data: secretData(entries),
    type: type || undefined,
  });
}

export function secretData(entries: readonly Entry[]): JsonObject | undefined {
  const data = new Map<string, string>();
  for (const [key, value] of entries) {
    const wrong = keyProblem(key);
    if (wrong !== undefined)
      throw new CommandError(`${quote(key)} is not valid key name for a Secret ${wrong}`);
    if (data.has(key))
      throw new CommandError(`cannot add key ${key}, another key by that name already exists`);
    data.set(key, toBase64(value));
  }
  return toObject(data);
}

/** create_secret_docker.go. */
export function dockerSecret(ask: Ask): JsonObject {
  const { flags } = ask;
  const username = flags.text('docker-username');
  const password = flags.text('docker-password');
  const type = 'kubernetes.io/dockerconfigjson';
  if (flags.list('from-file').some(Boolean)) {
    const entries = entriesOf(ask).map(([, value]): Entry => ['.dockerconfigjson', value]);
    return secretOf(ask, entries, type);
  }
  const server = flags.text('docker-server');
  if (!username || !password || !server)
    throw new CommandError(
      'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
    );
  const encoder = new TextEncoder();
  const login = {
    username,
    password,
    email: flags.text('docker-email') || undefined,
    auth: toBase64(encoder.encode(`${username}:${password}`)),
  };
  const config = typedJson({ auths: { [server]: login } });
  return secretOf(ask, [['.dockerconfigjson', encoder.encode(config)]], type);
}
