import type { Context, Verb } from '#commands/kubectl/context.ts';
import { CommandError, Failures } from '#commands/kubectl/errors.ts';
import { helpOf } from '#commands/kubectl/help.ts';
import { textAt } from '#commands/kubectl/json.ts';
import { printRows } from '#commands/kubectl/printers/tab-writer.ts';
import { printerFor } from '#commands/kubectl/printers/print.ts';
import { type Config, ConfigFiles, type Stanza, singular, toJson } from './files.ts';
import { omitSecrets } from './secrets.ts';

/** Help, and a refusal where the real one has one. */
export async function refuseArguments(context: Context, isError = true): Promise<void> {
  await context.out(await helpOf(context.process, context.path));
  if (isError) throw new CommandError(`Unexpected args: [${context.args.join(' ')}]`);
}

export const view: Verb = async (context) => {
  const { flags, args } = context;
  if (args.length > 0) throw context.usage(`unexpected arguments: [${args.join(' ')}]`);
  // `--merge=false` is of one file.
  if (flags.changed('merge') && !flags.isOn('merge') && flags.text('kubeconfig') === '')
    throw new CommandError('if merge==false a precise file must be specified');
  const merged = context.kubeconfig();
  const currentContext = flags.text('context') || merged.currentContext;
  let config: Config = { ...merged, currentContext };
  if (flags.isOn('minify')) config = minified(config);
  if (!flags.isOn('raw') && !flags.isOn('flatten')) config = omitSecrets(config);
  if (flags.text('output') === 'name') return await context.out('config/<unknown>\n');
  await context.out(printerFor(context, { typed: true })(toJson(config)));
};

function minified(config: Config): Config {
  const { currentContext } = config;
  if (currentContext === '')
    throw new CommandError('current-context must exist in order to minify');
  const entry = config.contexts.get(currentContext);
  if (entry === undefined) throw new CommandError(`cannot locate context ${currentContext}`);
  const only = (stanza: Stanza, name: string) =>
    new Map([...config[stanza]].filter(([key]) => key === name));
  return {
    currentContext,
    contexts: only('contexts', currentContext),
    clusters: only('clusters', textAt(entry, 'cluster')),
    users: only('users', textAt(entry, 'user')),
  };
}

export const getContexts: Verb = async (context) => {
  const { flags, args } = context;
  const { contexts, currentContext } = context.kubeconfig();
  const output = flags.text('output');
  const missing = args.filter((name) => !contexts.has(name));
  const names = (args.length > 0 ? args : [...contexts.keys()])
    .filter((name) => contexts.has(name))
    .toSorted();
  if (output !== '' && output !== 'name')
    throw new CommandError(
      `--output ${output} is not available in kubectl config get-contexts; resetting to default output format`,
    );
  if (output === 'name') await context.out(names.map((name) => `${name}\n`).join(''));
  else {
    const rows = names.map((name) => [
      name === currentContext ? '*' : '',
      name,
      ...['cluster', 'user', 'namespace'].map((field) => textAt(contexts.get(name), field)),
    ]);
    const headers = flags.isOn('no-headers')
      ? []
      : [['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE']];
    await context.out(printRows([...headers, ...rows]));
  }
  if (missing.length > 0)
    throw new Failures(missing.map((name) => new CommandError(`context ${name} not found`)));
};

export const currentContext: Verb = async (context) => {
  const name = context.kubeconfig().currentContext;
  if (name === '') throw new CommandError('current-context is not set');
  await context.out(`${name}\n`);
};

/** get-clusters and get-users */
export function getNames(stanza: Stanza): Verb {
  return async (context) => {
    const names = [...context.kubeconfig()[stanza].keys()].toSorted();
    await context.out(`NAME\n${names.map((name) => `${name}\n`).join('')}`);
  };
}

export const useContext: Verb = async (context) => {
  const [name] = context.args;
  if (name === undefined || context.args.length !== 1) return await refuseArguments(context);
  if (!context.kubeconfig().contexts.has(name))
    throw new CommandError(`no context exists with the name: "${name}"`);
  new ConfigFiles(context).setCurrent(name);
  await context.out(`Switched to context "${name}".\n`);
};

/** delete-cluster, delete-context and delete-user */
export function deleteEntry(stanza: Stanza): Verb {
  return async (context) => {
    const kind = singular[stanza];
    const [name] = context.args;
    if (name === undefined || context.args.length !== 1) {
      if (stanza === 'users') throw context.usage('user to delete is required');
      return await refuseArguments(context, false);
    }
    const files = new ConfigFiles(context);
    const path = context.flags.text('kubeconfig') || files.usualPath;
    const config = context.kubeconfig();
    if (!config[stanza].has(name))
      throw new CommandError(`cannot delete ${kind} ${name}, not in ${path}`);
    if (stanza === 'contexts' && config.currentContext === name)
      await context.err(
        'warning: this removed your active context, use "kubectl config use-context" to select a different one\n',
      );
    files.change(stanza, name, undefined);
    await context.out(`deleted ${kind} ${name} from ${path}\n`);
  };
}

export const renameContext: Verb = async (context) => {
  const [from, to] = context.args;
  if (from === undefined || to === undefined || context.args.length !== 2)
    return await refuseArguments(context);
  const files = new ConfigFiles(context);
  const { contexts, currentContext: current } = context.kubeconfig();
  const entry = contexts.get(from);
  if (entry === undefined)
    throw new CommandError(`cannot rename the context "${from}", it's not in ${files.usualPath}`);
  if (contexts.has(to))
    throw new CommandError(
      `cannot rename the context "${from}", the context "${to}" already exists in ${files.usualPath}`,
    );
  const path = files.pathOf('contexts', from);
  const config = files.read(path);
  const renamed = new Map(config.contexts);
  renamed.delete(from);
  renamed.set(to, entry);
  files.write(path, { ...config, contexts: renamed });
  if (current === from) files.setCurrent(to);
  await context.out(`Context "${from}" renamed to "${to}".\n`);
};
