import type { JsonObject } from '#cluster/api/object.ts';
import type { Context, Verb } from '#commands/kubectl/context.ts';
import { CommandError, notSimulated } from '#commands/kubectl/errors.ts';
import { quote } from '#commands/kubectl/go-values.ts';
import { resolvePath } from '#commands/kubectl/paths.ts';
import { ConfigFiles } from './files.ts';
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

export function without(entry: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !keys.includes(key)));
}

/** Whole, or from the folder of the kubeconfig where it is in it: RelativizePathWithNoBacksteps. */
function writtenPath(context: Context, path: string): string {
  const whole = resolvePath(context.process, path);
  const folder = new ConfigFiles(context).usualPath.replace(/[^/]*$/, '');
  return whole.startsWith(folder) ? whole.slice(folder.length) : whole;
}

/** A file's path, or its bytes with --embed-certs. */
function embedded(context: Context, entry: JsonObject, key: string): JsonObject {
  const { flags, process } = context;
  const path = flags.text(key);
  if (flags.isOn('embed-certs') && path === '' && key === 'certificate-authority')
    throw new CommandError('you must specify a --certificate-authority to embed');
  if (path === '') return entry;
  if (!flags.isOn('embed-certs'))
    return { ...without(entry, [`${key}-data`]), [key]: writtenPath(context, path) };
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
