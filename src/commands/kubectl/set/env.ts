import type { JsonObject } from '#cluster/api/object.ts';
import { type Info, collect } from '#commands/kubectl/builder.ts';
import type { Context, Verb } from '#commands/kubectl/context.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { listAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import {
  type EnvChange,
  changeEnv,
  envLine,
  parseEnv,
} from '#commands/kubectl/pod-template/env.ts';
import {
  changeAt,
  changeContainers,
  noPodTemplate,
  podSpecPath,
} from '#commands/kubectl/pod-template/place.ts';
import { matchesGlob } from './glob.ts';
import { dryRunOf } from '#commands/kubectl/writes.ts';
import { readText } from '#process/streams.ts';
import { printerFor } from '#commands/kubectl/printers/print.ts';
import { checkAll, checkLocal, selectionOf, updateAll } from './updates.ts';

/** kubectl/pkg/cmd/set/set_env.go (v1.35). */
export const setEnv: Verb = async (context) => {
  const { flags, args } = context;
  checkAll(context);
  const { resources, words } = splitEnvArgs(args);
  const dryRun = await dryRunOf(context);
  printerFor(context);
  context.access();
  checkLocal(context, dryRun);
  if (flags.list('filename').length === 0 && resources.length === 0)
    throw new CommandError(
      'one or more resources must be specified as <resource> <name> or <resource>/<name>',
    );
  if (flags.isOn('list') && flags.text('output') !== '')
    throw new CommandError('--list and --output may not be specified together');
  if (flags.list('keys').length > 0 && flags.text('from') === '')
    throw new CommandError(
      'when specifying --keys, a configmap or secret must be provided with --from',
    );
  const spec = [...flags.list('env'), ...words];
  const read = await parseEnv(spec, () => readText(context.process.stdin));
  if (spec.includes('-') && flags.list('filename').includes('-'))
    throw new CommandError('standard input cannot be used for multiple arguments');
  const change = await withFrom(context, read);
  const selection = selectionOf(context, resources);
  if (flags.isOn('list')) {
    for (const info of await collect(context, selection))
      // What has no variables to list is passed over.
      if (podSpecPath(info.resource.kind) !== undefined) await list(context, info, change);
    return;
  }
  await updateAll(context, selection, {
    operation: 'env updated',
    what: 'env update to pod template:',
    dryRun,
    lateRefusal:
      change.set.length === 0 && words.length === 0
        ? new CommandError('at least one environment variable must be provided')
        : undefined,
    change: async (info) => await withEnv(context, info, change),
  });
};

/** Resources until the first word that sets or removes. */
function splitEnvArgs(args: readonly string[]): { resources: string[]; words: string[] } {
  const resources: string[] = [];
  const words: string[] = [];
  for (const word of args) {
    const isEnv = word.indexOf('=') > 0 || word.endsWith('-');
    if (isEnv) words.push(word);
    else if (words.length === 0) resources.push(word);
    else
      throw new CommandError(
        `all resources must be specified before environment changes: ${args.join(' ')}`,
      );
  }
  return { resources, words };
}

/** `--from`: one variable a key, named like an environment's. */
async function withFrom(context: Context, change: EnvChange): Promise<EnvChange> {
  const { flags } = context;
  const from = flags.text('from');
  const prefix = flags.text('prefix');
  const set = [...change.set];
  if (from !== '')
    for (const { object, resource, name } of await collect(context, {
      ...selectionOf(context, []),
      args: flags.isOn('local') ? [] : [from],
    })) {
      const field = { ConfigMap: 'configMapKeyRef', Secret: 'secretKeyRef' }[resource.kind];
      if (field === undefined) throw new CommandError('unsupported resource specified in --from');
      const keys = flags.list('keys');
      for (const key of Object.keys(recordAt(object, 'data')))
        if (keys.length === 0 || keys.includes(key))
          set.push({
            name: await variableOf(context, key),
            valueFrom: { [field]: { name, key } },
          });
    }
  return {
    ...change,
    set: set.map((one) => ({ ...one, name: `${prefix}${textAt(one, 'name')}` })),
  };
}

async function variableOf(context: Context, key: string): Promise<string> {
  const name = key.replaceAll(/[^a-zA-Z0-9_]/g, '_').toUpperCase();
  if (name !== key) await context.err(`Warning: key ${key} transferred to ${name}\n`);
  return name;
}

async function withEnv(context: Context, info: Info, change: EnvChange): Promise<JsonObject> {
  const { flags } = context;
  const path = podSpecPath(info.resource.kind);
  if (path === undefined) throw noPodTemplate(info.resource.kind);
  const wanted = flags.text('containers');
  let count = 0;
  const spec = changeContainers(
    recordAt(info.object, path),
    ['containers', 'initContainers'],
    (one) => {
      if (!matchesGlob(wanted, textAt(one, 'name'))) return one;
      count++;
      const refusal = overwriteRefusal(context, one, change);
      if (refusal !== undefined) throw refusal;
      return changeEnv(one, change);
    },
  );
  if (count === 0) await tellNoContainer(context, info);
  return changeAt(info.object, path, () => spec);
}

async function tellNoContainer(context: Context, { resource, name }: Info): Promise<void> {
  const wanted = context.flags.text('containers');
  await context.err(
    `Warning: ${resource.kind}/${name} does not have any containers matching "${wanted}"\n`,
  );
}

/** What `--overwrite=false` keeps: a value that is another one. */
function overwriteRefusal(
  { flags }: Context,
  container: JsonObject,
  { set }: EnvChange,
): CommandError | undefined {
  if (flags.isOn('overwrite')) return undefined;
  for (const one of set) {
    const before = listAt(container, 'env').find((other) => other['name'] === one['name']);
    const value = textAt(before, 'value');
    if (before !== undefined && value !== textAt(one, 'value'))
      return new CommandError(
        `'${textAt(one, 'name')}' already has a value (${value}), and --overwrite is false`,
      );
  }
  return undefined;
}

/** A refusal ends the object's list, and is not told. */
async function list(context: Context, info: Info, change: EnvChange): Promise<void> {
  const spec = recordAt(info.object, podSpecPath(info.resource.kind) ?? '');
  const wanted = context.flags.text('containers');
  const containers = [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')].filter(
    (container) => matchesGlob(wanted, textAt(container, 'name')),
  );
  if (containers.length === 0) await tellNoContainer(context, info);
  for (const container of containers) {
    if (overwriteRefusal(context, container, change) !== undefined) return;
    const { kind } = info.resource;
    await context.out(`# ${kind} ${info.name}, container ${textAt(container, 'name')}\n`);
    for (const variable of listAt(changeEnv(container, change), 'env'))
      await context.out(`${envLine(variable)}\n`);
  }
}
