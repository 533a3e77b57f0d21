import type { JsonObject } from '#cluster/api/object.ts';
import type { Context, Verb } from '#commands/kubectl/context.ts';
import { CommandError, notSimulated } from '#commands/kubectl/errors.ts';
import { quote } from '#commands/kubectl/go-values.ts';
import { resolvePath } from '#commands/kubectl/paths.ts';
import { ConfigFiles, type Stanza } from './files.ts';
import { refuseArguments } from './verbs.ts';

export const setContext: Verb = async (context) => {
  const { flags, args } = context;
  const isCurrent = flags.isOn('current');
  if (args.length > 1) return await refuseArguments(context);
  if (args.length === 1 && isCurrent)
    throw new CommandError('you cannot specify both a context name and --current');
  if (args.length === 0 && !isCurrent)
    throw new CommandError('you must specify a non-empty context name or --current');
  const { contexts, currentContext } = context.kubeconfig();
  const name = isCurrent ? currentContext : (args[0] ?? '');
  if (isCurrent && name === '') throw new CommandError('no current context is set');
  const before = contexts.get(name);
  const given = changed(context, ['cluster', 'user', 'namespace']);
  new ConfigFiles(context).change('contexts', name, { ...before, ...given });
  await context.out(`Context ${quote(name)} ${before === undefined ? 'created' : 'modified'}.\n`);
};

/** The flags of these names that are on the line. */
function changed({ flags }: Context, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.filter((name) => flags.changed(name)).map((name) => [name, flags.text(name)]),
  );
}

export const setCluster: Verb = async (context) => {
  const { flags, args } = context;
  const [name] = args;
  if (name === undefined || args.length !== 1) return await refuseArguments(context);
  const isInsecure = flags.isOn('insecure-skip-tls-verify');
  const authority = flags.text('certificate-authority');
  if (isInsecure && authority !== '')
    throw new CommandError(
      'you cannot specify a certificate authority and insecure mode at the same time',
    );
  const before = context.kubeconfig().clusters.get(name);
  let entry: JsonObject = {
    ...before,
    ...changed(context, ['server', 'tls-server-name', 'proxy-url']),
  };
  if (flags.changed('insecure-skip-tls-verify')) {
    entry = { ...entry, 'insecure-skip-tls-verify': isInsecure };
    if (isInsecure) entry = without(entry, ['certificate-authority', 'certificate-authority-data']);
  }
  entry = embedded(context, entry, 'certificate-authority');
  if (authority !== '') entry = without(entry, ['insecure-skip-tls-verify']);
  new ConfigFiles(context).change('clusters', name, entry);
  await context.out(`Cluster ${quote(name)} set.\n`);
};

function without(entry: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !keys.includes(key)));
}

/** A file's path, or its bytes with --embed-certs. */
function embedded(context: Context, entry: JsonObject, key: string): JsonObject {
  const { flags, process } = context;
  const path = flags.text(key);
  if (flags.isOn('embed-certs') && path === '' && key === 'certificate-authority')
    throw new CommandError('you must specify a --certificate-authority to embed');
  if (path === '') return entry;
  if (!flags.isOn('embed-certs')) return { ...without(entry, [`${key}-data`]), [key]: path };
  const absolute = resolvePath(process, path);
  if (process.files.stat(absolute)?.type !== 'file')
    throw new CommandError(
      `could not stat ${key} file ${path}: stat ${path}: no such file or directory`,
    );
  const bytes = process.files.read(absolute);
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return { ...without(entry, [key]), [`${key}-data`]: base64 };
}

export const setCredentials: Verb = async (context) => {
  const { flags, args } = context;
  const [name] = args;
  if (name === undefined || args.length !== 1) {
    await refuseArguments(context, false);
    throw new CommandError(`unexpected args: [${args.join(' ')}]`);
  }
  if (['auth-provider', 'exec-command', 'exec-arg', 'exec-env'].some((flag) => flags.changed(flag)))
    throw notSimulated('l’authentification par un programme externe');
  const basic = flags.text('username') !== '' || flags.text('password') !== '';
  if (flags.text('token') !== '' && basic)
    throw new CommandError(
      'you cannot specify more than one authentication method at the same time: --token, --username/--password',
    );
  let entry: JsonObject = {
    ...context.kubeconfig().users.get(name),
    ...changed(context, ['token', 'username', 'password']),
  };
  if (flags.text('token') !== '') entry = without(entry, ['username', 'password']);
  if (basic) entry = without(entry, ['token']);
  entry = embedded(context, entry, 'client-certificate');
  entry = embedded(context, entry, 'client-key');
  new ConfigFiles(context).change('users', name, entry);
  await context.out(`User ${quote(name)} set.\n`);
};

const stanzas: readonly Stanza[] = ['clusters', 'contexts', 'users'];

function isStanza(word: string): word is Stanza {
  return stanzas.some((stanza) => stanza === word);
}

/** `contexts.dev.namespace`: a name may hold dots, a field does not. */
function splitProperty(path: string): { stanza: Stanza; name: string; field: string } {
  const [stanza = '', ...rest] = path.split('.');
  if (!isStanza(stanza)) throw new CommandError(`unable to parse ${path} after [] at api.Config`);
  return rest.length < 2
    ? { stanza, name: rest[0] ?? '', field: '' }
    : { stanza, name: rest.slice(0, -1).join('.'), field: rest.at(-1) ?? '' };
}

export const setProperty: Verb = async (context) => {
  const [path, value] = context.args;
  if (path === undefined || value === undefined || context.args.length !== 2)
    return await refuseArguments(context);
  const files = new ConfigFiles(context);
  if (path === 'current-context') files.setCurrent(value);
  else {
    const { stanza, name, field } = splitProperty(path);
    if (field === '') throw new CommandError("can't set a map to a value: map[]");
    const before = context.kubeconfig()[stanza].get(name);
    files.change(stanza, name, { ...before, [field]: parseProperty(context, field, value) });
  }
  await context.out(`Property ${quote(path)} set.\n`);
};

function parseProperty({ flags }: Context, field: string, value: string): string | boolean {
  if (field.endsWith('-data')) {
    if (flags.isOn('set-raw-bytes')) return btoa(value);
    const at = value.search(/[^A-Za-z0-9+/=\r\n]/);
    if (at >= 0)
      throw new CommandError(`error decoding input value: illegal base64 data at input byte ${at}`);
    return value;
  }
  if (field !== 'insecure-skip-tls-verify') return value;
  if (/^(1|t|T|true|TRUE|True)$/.test(value)) return true;
  if (/^(0|f|F|false|FALSE|False)$/.test(value)) return false;
  throw new CommandError(`strconv.ParseBool: parsing ${quote(value)}: invalid syntax`);
}

export const unsetProperty: Verb = async (context) => {
  const [path] = context.args;
  if (path === undefined || context.args.length !== 1) return await refuseArguments(context);
  const files = new ConfigFiles(context);
  if (path === 'current-context') files.setCurrent('');
  else {
    const { stanza, name, field } = splitProperty(path);
    const before = context.kubeconfig()[stanza].get(name);
    if (field !== '') files.change(stanza, name, without(before ?? {}, [field]));
    else if (name !== '') files.change(stanza, name, undefined);
    else files.write(files.usualPath, { ...files.read(files.usualPath), [stanza]: new Map() });
  }
  await context.out(`Property ${quote(path)} unset.\n`);
};
