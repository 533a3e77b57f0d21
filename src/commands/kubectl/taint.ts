import type { JsonObject } from '#cluster/api/object.ts';
import { visit } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { CommandError, Failures, WholeMessage } from './errors.ts';
import { listAt, textAt } from './json.ts';
import { difference } from './patches.ts';
import { changeAt } from './pod-template/place.ts';
import { teller } from './printing.ts';
import { unknownResource } from './resources.ts';
import { dryRunOf, patchObject } from './writes.ts';

interface Taint {
  key: string;
  value: string;
  effect: string;
}

/** kubectl/pkg/cmd/taint (v1.35). */
export const taint: Verb = async (context) => {
  const { flags } = context;
  const dryRun = await dryRunOf(context);
  const { resources, words } = splitWords(context.args);
  const show = teller(context, dryRun, { isCheckedFirst: false, typed: true });
  context.access();
  if (resources.length === 0)
    throw new CommandError('one or more resources must be specified as <resource> <name>');
  if (words.length === 0) throw new CommandError('at least one taint update is required');
  const { add, remove } = parseTaints(context, words);
  await checkLine(context, resources, { add, remove });
  const selects = flags.isOn('all') || flags.text('selector') !== '';
  const selection = {
    args: selects ? ['node'] : ['node', ...resources.slice(1)],
    labels: flags.text('selector'),
    all: flags.isOn('all'),
    keepsGoing: true,
    latest: true,
  };
  await visit(context, selection, async (info) => {
    const { operation, taints } = change(info.object, { add, remove }, flags.isOn('overwrite'));
    const object = changeAt(info.object, 'spec.taints', () =>
      taints.length > 0 ? taints : undefined,
    );
    if (dryRun === 'client') return await show(operation, object);
    const manager = flags.text('field-manager');
    const patch = difference(info.object, object);
    await show(operation, await patchObject(context, info, patch, { dryRun, manager }));
  });
};

function splitWords(args: readonly string[]): { resources: string[]; words: string[] } {
  const resources: string[] = [];
  const words: string[] = [];
  for (const word of args)
    if (/[=:]|-$/.test(word)) words.push(word);
    else if (words.length === 0) resources.push(word);
    else throw new CommandError(`all resources must be specified before taint changes: ${word}`);
  return { resources, words };
}

function parseTaints(
  context: Context,
  words: readonly string[],
): { add: Taint[]; remove: Taint[] } {
  const add: Taint[] = [];
  const remove: Taint[] = [];
  for (const word of words) {
    const removes = word.endsWith('-');
    const one = parseTaint(context, removes ? word.slice(0, -1) : word);
    if (removes) remove.push({ ...one, value: '' });
    else if (one.effect === '') throw context.usage(`invalid taint spec: ${word}`);
    else if (add.some((other) => other.key === one.key && other.effect === one.effect))
      throw context.usage(
        `duplicated taints with the same key and effect: {${one.key} ${one.value} ${one.effect} <nil>}`,
      );
    else add.push(one);
  }
  return { add, remove };
}

const nameForm =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

function parseTaint(context: Context, text: string): Taint {
  const parts = text.split(':');
  const [left = '', effect = ''] = parts;
  const [key = '', value = '', ...more] = parts.length === 1 ? [left] : left.split('=');
  if (parts.length > 2 || more.length > 0) throw context.usage(`invalid taint spec: ${text}`);
  if (parts.length === 2 && !/^(NoSchedule|PreferNoSchedule|NoExecute)$/.test(effect))
    throw context.usage(`invalid taint effect: ${effect}, unsupported taint effect`);
  if (!/^([a-z0-9.-]+\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(key))
    throw context.usage(`invalid taint spec: ${text}, ${nameForm}`);
  return { key, value, effect };
}

async function checkLine(
  context: Context,
  resources: readonly string[],
  { add, remove }: { add: readonly Taint[]; remove: readonly Taint[] },
): Promise<void> {
  const { flags } = context;
  const [typed = ''] = resources;
  const resource = (await context.resources([typed.toLowerCase()])).find(typed.toLowerCase());
  if (resource === undefined) throw new WholeMessage(unknownResource(typed.toLowerCase()).message);
  if (resource.kind !== 'Node')
    throw new CommandError(
      `invalid resource type ${typed.toLowerCase()}, only node types are supported`,
    );
  const both = add.flatMap((one) =>
    remove
      .filter(
        (other) => other.key === one.key && (other.effect === '' || other.effect === one.effect),
      )
      .map((other) => `${other.key}=${other.effect}`),
  );
  if (both.length > 0)
    throw new CommandError(
      `can not both modify and remove the following taint(s) in the same command: ${both.join(', ')}`,
    );
  const selects = flags.text('selector') !== '';
  if (flags.isOn('all') && selects)
    throw new CommandError("setting 'all' parameter with a non empty selector is prohibited");
  if (!flags.isOn('all') && !selects && resources.length < 2)
    throw new CommandError(
      "at least one resource name must be specified since 'all' parameter is not set",
    );
}

function change(
  node: JsonObject,
  { add, remove }: { add: readonly Taint[]; remove: readonly Taint[] },
  overwrites: boolean,
): { operation: string; taints: JsonObject[] } {
  const old = listAt(node, 'spec.taints');
  const same = (one: JsonObject, other: Taint) =>
    one['key'] === other.key && one['effect'] === other.effect;
  const taken = add.filter((one) => old.some((other) => same(other, one)));
  if (!overwrites && taken.length > 0)
    throw new CommandError(
      `node ${textAt(node, 'metadata.name')} already has ${taken.map(({ key }) => key).join(',')} taint(s) with same effect(s) and --overwrite is false`,
    );
  const fresh = add.map(({ key, value, effect }): JsonObject => ({
    effect,
    key,
    value: value || undefined,
  }));
  let taints = [...fresh, ...old.filter((one) => !add.some((other) => same(one, other)))];
  const added = taints.length !== old.length;
  let deleted = false;
  const missing: CommandError[] = [];
  for (const { key, effect } of remove) {
    const left = taints.filter(
      (one) => !(one['key'] === key && (effect === '' || one['effect'] === effect)),
    );
    deleted = left.length < taints.length;
    if (!deleted)
      missing.push(
        new CommandError(`taint "${key}${effect === '' ? '' : `:${effect}`}" not found`),
      );
    taints = left;
  }
  if (missing.length > 0) throw new Failures(missing);
  const operation = (added && deleted) || overwrites ? 'modified' : added ? 'tainted' : 'untainted';
  return { operation, taints };
}
