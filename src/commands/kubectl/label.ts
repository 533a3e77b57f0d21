import type { Json, JsonObject } from '#cluster/api/object.ts';
import { type Info, sourcesOf, visit } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { CommandError, Failures } from './errors.ts';
import { recordAt, textAt } from './json.ts';
import { filenameOptions } from './manifests.ts';
import {
  type Changes,
  annotationChanges,
  checkApart,
  labelChanges,
  splitWords,
} from './metadata-words.ts';
import { mergeDifference } from './patches.ts';
import { changeAt } from './pod-template/place.ts';
import { printerFor } from './printers/print.ts';
import { teller } from './printing.ts';
import { recorded } from './record.ts';
import { type DryRun, dryRunOf, patchObject } from './writes.ts';

/** kubectl/pkg/cmd/label/label.go (v1.35). */
export const label: Verb = (context) => change(context, 'label');

/** kubectl/pkg/cmd/annotate/annotate.go. */
export const annotate: Verb = (context) => change(context, 'annotation');

type Field = 'label' | 'annotation';

async function change(context: Context, field: Field): Promise<void> {
  const { flags, args } = context;
  const dryRun = await dryRunOf(context);
  // annotate.go makes its printer before it reads the words, label.go once it has changed an object.
  if (field === 'annotation') {
    printerFor(context);
    context.askNamespace();
  } else if (flags.isOn('list') && flags.text('output') !== '')
    throw new CommandError('--list and --output may not be specified together');
  const { resources, pairs } = splitWords(args, field);
  const changes = field === 'label' ? labelChanges(pairs) : annotationChanges(pairs);
  context.askNamespace();
  checkLine(context, { field, resources, changes, dryRun });
  const selection = {
    files: filenameOptions(context),
    keepsGoing: true,
    local: flags.isOn('local'),
    ...(flags.isOn('local')
      ? {}
      : {
          args: resources,
          labels: flags.text('selector'),
          fields: flags.text('field-selector'),
          allowsKindAlone: flags.isOn('all'),
          allNamespaces: flags.isOn('all-namespaces'),
          latest: true,
        }),
  };
  const { isSingle } = await sourcesOf(context, selection);
  const version = flags.text('resource-version');
  if (!isSingle && version !== '')
    throw new CommandError('--resource-version may only be used with a single resource');
  const show = teller(context, dryRun, { isCheckedFirst: field === 'annotation' });
  await visit(context, selection, async (info) => {
    if (flags.isOn('list')) await list(context, info, { field, changes, one: isSingle });
    else await changeOne(context, info, { field, changes, dryRun, show });
  });
}

function checkLine(
  { flags }: Context,
  {
    field,
    resources,
    changes,
    dryRun,
  }: { field: Field; resources: readonly string[]; changes: Changes; dryRun: DryRun },
): void {
  for (const [flag, name] of [
    ['selector', '--selector'],
    ['field-selector', '--field-selector'],
  ] as const)
    if (flags.isOn('all') && flags.text(flag) !== '')
      throw new CommandError(`cannot set --all and ${name} at the same time`);
  const files = flags.list('filename').length > 0 || flags.text('kustomize') !== '';
  const file =
    field === 'label' ? 'pod.yaml or --filename=pod.json' : 'rsrc.yaml or --filename=rsrc.json';
  if (flags.isOn('local')) {
    if (dryRun === 'server')
      throw new CommandError(
        'cannot specify --local and --dry-run=server - did you mean --dry-run=client?',
      );
    if (resources.length > 0)
      throw new CommandError(`can only use local files by -f ${file} when --local=true is set`);
    if (!files) throw new CommandError(`one or more files must be specified as -f ${file}`);
  } else if (resources.length === 0 && !files)
    throw new CommandError(
      'one or more resources must be specified as <resource> <name> or <resource>/<name>',
    );
  if (changes.set.size === 0 && changes.remove.length === 0 && !flags.isOn('list'))
    throw new CommandError(`at least one ${field} update is required`);
  if (field === 'annotation') checkApart(changes);
}

interface Work {
  field: Field;
  changes: Changes;
  dryRun: DryRun;
  show: ReturnType<typeof teller>;
}

async function changeOne(
  context: Context,
  info: Info,
  { field, changes, dryRun, show }: Work,
): Promise<void> {
  const { flags } = context;
  const before = recordAt(info.object, `metadata.${field}s`);
  const local = dryRun === 'client' || flags.isOn('local');
  if (field === 'label' && !local)
    for (const key of changes.remove)
      if (!Object.hasOwn(before, key)) await context.out(`label "${key}" not found.\n`);
  if (!flags.isOn('overwrite')) checkOverwrites(field, before, changes);
  const version = flags.text('resource-version');
  const labelled = changed(info.object, field, changes);
  const after = version === '' ? labelled : withVersion(labelled, version);
  // A version to change is always sent.
  const old = version === '' ? info.object : withVersion(info.object, undefined);
  const overwrites = flags.isOn('overwrite');
  if (local) return await show(operationOf(field, old, after, overwrites), after);
  const sent = recorded(context, after);
  const operation = operationOf(field, old, sent, overwrites);
  const manager = flags.text('field-manager');
  const answer = await patchObject(
    context,
    info,
    { type: 'merge-patch', body: mergeDifference(old, sent) },
    { dryRun, manager },
  );
  // label.go prints what it sent, whatever the server made of it.
  await show(operation, field === 'label' ? sent : answer);
}

function withVersion(object: JsonObject, version: string | undefined): JsonObject {
  return changeAt(object, 'metadata.resourceVersion', () => version);
}

function operationOf(
  field: Field,
  before: JsonObject,
  after: JsonObject,
  overwrites: boolean,
): string {
  if (field === 'annotation') return 'annotated';
  const [old, now] = [JSON.stringify(before), JSON.stringify(after)];
  const had = Object.hasOwn(recordAt(before, 'metadata'), 'labels');
  const same = JSON.stringify(mergeDifference(before, after)) === '{}' && had;
  if (same) return 'not labeled';
  return !overwrites && now.length < old.length ? 'unlabeled' : 'labeled';
}

function checkOverwrites(field: Field, before: JsonObject, { set }: Changes): void {
  const taken = [...set.keys()].filter(
    (key) =>
      Object.hasOwn(before, key) &&
      key !== 'kubernetes.io/change-cause' &&
      before[key] !== set.get(key),
  );
  if (taken.length === 0) return;
  const texts = taken.map((key) => `'${key}' already has a value (${textAt(before[key], '')})`);
  if (field === 'annotation')
    throw new CommandError(
      `--overwrite is false but found the following declared annotation(s): ${texts.join('; ')}`,
    );
  throw new Failures(texts.map((text) => new CommandError(`${text}, and --overwrite is false`)));
}

function changed(object: JsonObject, field: Field, { set, remove }: Changes): JsonObject {
  return changeAt(object, `metadata.${field}s`, (value) => {
    const all = new Map<string, Json | undefined>(Object.entries(Object(value)));
    for (const [key, text] of set) all.set(key, text);
    for (const key of remove) all.delete(key);
    return Object.fromEntries(all);
  });
}

async function list(
  context: Context,
  info: Info,
  { field, changes, one }: { field: Field; changes: Changes; one: boolean },
): Promise<void> {
  const { resource, name } = info;
  const title = `Listing ${field}s for ${resource.kind}.${resource.group}/${name}:\n`;
  const all = recordAt(changed(info.object, field, changes), `metadata.${field}s`);
  const lines = Object.entries(all)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${one ? '' : ' '}${key}=${textAt(value, '')}\n`);
  await context.out(`${one ? '' : title}${lines.join('')}`);
}
