import type { JsonObject } from '#cluster/api/object.ts';
import { patchToward, warnIfDeleting } from './application.ts';
import { type Info, visit } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { requireFiles } from './create.ts';
import {
  CommandError,
  Exit,
  Unreachable,
  isConflict,
  isNotFound,
  notSimulated,
  tellError,
} from './errors.ts';
import { isRecord, recordAt, textAt } from './json.ts';
import { configurationOf } from './last-applied.ts';
import { launch, temporaryName } from './launch.ts';
import { filenameOptions } from './manifests.ts';
import { withoutManagedFields } from './printers/print.ts';
import { printYaml } from './printers/yaml.ts';
import { unifiedDiff } from '#commands/text-diff/unified.ts';
import { klogWarning } from './klog.ts';
import { createObject, getObject, patchObject } from './writes.ts';

/** kubectl/pkg/cmd/diff/diff.go (v1.35). Its errors end with 2: 1 says that there are differences. */
export const diff: Verb = async (context) => {
  try {
    return await compare(context);
  } catch (error) {
    if (error instanceof Unreachable) throw error;
    const { text, exitCode } = tellError(error);
    await context.err(text);
    throw new Exit(error instanceof Exit ? exitCode : exitCode + 1);
  }
};

async function compare(context: Context): Promise<number> {
  const { flags, args } = context;
  requireFiles(context);
  const isServer = flags.isOn('server-side');
  if (flags.isOn('force-conflicts') && !isServer)
    throw new CommandError('--force-conflicts only works with --server-side');
  if (args.length > 0) throw context.usage(`Unexpected args: [${args.join(' ')}]`);
  context.access();
  if (flags.isOn('prune')) throw notSimulated('--prune');
  // The files of an object that comes twice are written twice.
  const files = new Map<string, readonly [string, string]>();
  const selection = { files: filenameOptions(context), labels: flags.text('selector') };
  await visit(context, selection, async (info) => {
    const live = await liveOf(context, info);
    const merged = await mergedOf(context, info, live);
    if (live !== undefined) await warnIfDeleting(context, live);
    const [from, to] = masked(live, merged);
    // The real one masks what is not there, too.
    const before = from === undefined && isSecret(merged) ? 'null\n' : shown(context, from);
    files.set(fileName(info), [before, shown(context, to)]);
  });
  const sorted = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return await printAll(
    context,
    sorted.map(([name, texts]) => [name, ...texts]),
  );
}

async function liveOf(context: Context, info: Info): Promise<JsonObject | undefined> {
  try {
    return await getObject(context, info);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function mergedOf(
  context: Context,
  info: Info,
  live: JsonObject | undefined,
): Promise<JsonObject> {
  const { flags } = context;
  const isServer = flags.isOn('server-side');
  const manager = flags.changed('field-manager')
    ? flags.text('field-manager')
    : isServer
      ? 'kubectl'
      : 'kubectl-client-side-apply';
  const options = { dryRun: 'server', manager } as const;
  if (isServer) {
    const force = flags.isOn('force-conflicts');
    const patch = { type: 'apply-patch', body: info.object } as const;
    try {
      return await patchObject(context, info, patch, { ...options, force });
    } catch (error) {
      const what = `Object (${textAt(info.object, 'apiVersion')}, Kind=${info.resource.kind}: ${info.name})`;
      if (isConflict(error))
        await context.err(
          klogWarning(context, 'diff.go:721', `${what} keeps changing, diffing without lock`),
        );
      throw error;
    }
  }
  if (live === undefined) return await createObject(context, info, options);
  const resourceVersion = textAt(live, 'metadata.resourceVersion');
  const place = { ...info, object: live };
  const modified: unknown = JSON.parse(configurationOf(info.object));
  const wanted = isRecord(modified) ? modified : info.object;
  return (await patchToward(context, place, wanted, { ...options, resourceVersion, isTrial: true }))
    .object;
}

/** Values of Secrets are not shown, only that they differ. */
function masked(
  live: JsonObject | undefined,
  merged: JsonObject,
): [JsonObject | undefined, JsonObject] {
  if (!isSecret(merged)) return [live, merged];
  const before = recordAt(live, 'data');
  const after = recordAt(merged, 'data');
  const mask = (own: JsonObject, other: JsonObject, word: string) =>
    Object.fromEntries(
      Object.keys(own).map((key) => [
        key,
        Object.hasOwn(other, key) && other[key] !== own[key] ? `*** (${word})` : '***',
      ]),
    );
  const put = (object: JsonObject, data: JsonObject) =>
    object['data'] === undefined ? object : { ...object, data };
  return [
    live && put(live, mask(before, after, 'before')),
    put(merged, mask(after, before, 'after')),
  ];
}

function isSecret(object: JsonObject): boolean {
  return textAt(object, 'kind') === 'Secret' && textAt(object, 'apiVersion') === 'v1';
}

function shown({ flags }: Context, object: JsonObject | undefined): string {
  if (object === undefined) return '';
  return printYaml(flags.isOn('show-managed-fields') ? object : withoutManagedFields(object));
}

function fileName({ resource, namespace, name }: Info): string {
  const { group, version, kind } = resource;
  return `${group === '' ? '' : `${group}.`}${version}.${kind}.${namespace}.${name}`;
}

async function printAll(
  context: Context,
  files: readonly (readonly [string, string, string])[],
): Promise<number> {
  const { process } = context;
  const from = temporaryName(context, 'LIVE');
  const to = temporaryName(context, 'MERGED');
  const external = process.env.get('KUBECTL_EXTERNAL_DIFF') ?? '';
  if (external !== '') return await runExternal(context, external, { from, to, files });
  const time = new Date(process.time.now())
    .toISOString()
    .replace('T', ' ')
    .replace('Z', '000000 +0000');
  let code = 0;
  for (const [name, before, after] of files) {
    const hunks = unifiedDiff(before, after);
    if (hunks === '') continue;
    code = 1;
    const [a, b] = [`${from}/${name}`, `${to}/${name}`];
    await context.out(`diff -u -N ${a} ${b}\n--- ${a}\t${time}\n+++ ${b}\t${time}\n${hunks}`);
  }
  return code;
}

async function runExternal(
  context: Context,
  command: string,
  {
    from,
    to,
    files,
  }: { from: string; to: string; files: readonly (readonly [string, string, string])[] },
): Promise<number> {
  const { files: disk } = context.process;
  for (const folder of [from, to]) disk.makeFolder(folder, { parents: true });
  for (const [name, before, after] of files) {
    disk.write(`${from}/${name}`, before);
    disk.write(`${to}/${name}`, after);
  }
  try {
    const code = await launch(context, command, [from, to]);
    if (code === undefined)
      throw new CommandError(
        `failed to run "${command}": exec: "${command.split(' ')[0]}": executable file not found in $PATH`,
      );
    return code;
  } finally {
    for (const folder of [from, to]) disk.remove(folder, { recursive: true });
  }
}
