import type { JsonObject } from '#cluster/api/object.ts';
import { type Info, visit } from '#commands/kubectl/builder.ts';
import type { Context, Verb } from '#commands/kubectl/context.ts';
import {
  CommandError,
  Failures,
  WholeMessage,
  isTold,
  messageOf,
} from '#commands/kubectl/errors.ts';
import { InvalidUser } from '#commands/kubectl/kubeconfig.ts';
import { labelSelector } from '#commands/kubectl/generators/label-selector.ts';
import { isRecord, listAt, recordAt, textAt, textsAt } from '#commands/kubectl/json.ts';
import { filenameOptions, hasFiles, openFiles } from '#commands/kubectl/manifests.ts';
import { nameArguments } from '#commands/kubectl/name-arguments.ts';
import { mergeDifference } from '#commands/kubectl/patches.ts';
import { changeAt } from '#commands/kubectl/pod-template/place.ts';
import { tell } from '#commands/kubectl/printing.ts';
import { recorded } from '#commands/kubectl/record.ts';
import { dryRunOf, patchObject } from '#commands/kubectl/writes.ts';
import { localRefusal, selectionOf } from './updates.ts';

/** kubectl/pkg/cmd/set/set_selector.go (v1.35): the last word is the selector, whatever it looks like. */
export const setSelector: Verb = async (context) => {
  const { args, flags } = context;
  const dryRun = await dryRunOf(context);
  const show = tell(context, { operation: 'selector updated', dryRun, typed: true });
  const text = args.at(-1);
  if (text === undefined) throw new CommandError('one selector is required');
  const selector = labelSelector(text);
  const version = flags.text('resource-version');
  await checkSources(context, args.slice(0, -1));
  await visit(context, selectionOf(context, args.slice(0, -1)), async (info) => {
    const object = recorded(
      context,
      changeAt(info.object, 'spec.selector', () => matchLabels(info, selector)),
    );
    if (dryRun === 'client' || flags.isOn('local')) return await show(object);
    const patch = mergeDifference(info.object, object);
    const body = version === '' ? patch : { ...patch, metadata: { resourceVersion: version } };
    const manager = flags.text('field-manager');
    await show(
      await patchObject(context, info, { type: 'merge-patch', body }, { dryRun, manager }),
    );
  });
};

/** ResourceBuilderFlags.ToBuilder: what is wrong with files, arguments and the kubeconfig is told together. */
async function checkSources(context: Context, resources: readonly string[]): Promise<void> {
  const { flags } = context;
  const errors: unknown[] = [];
  const attempt = async (ask: () => unknown): Promise<void> => {
    try {
      await ask();
    } catch (error) {
      if (!isTold(error)) throw error;
      errors.push(error instanceof InvalidUser ? unusable(error.message) : error);
    }
  };
  const files = filenameOptions(context);
  if (hasFiles(files)) await attempt(() => errors.push(...openFiles(context, files).errors));
  if (!flags.isOn('local')) await attempt(() => nameArguments(context, { args: resources }));
  else if (resources.length > 0) errors.push(localRefusal());
  const told = errors.length;
  await attempt(() => context.askNamespace());
  if (errors.length > told) throw inConfiguration(errors);
  if (told > 0) throw new Failures(errors);
}

function unusable(why: string): CommandError {
  return new CommandError(`invalid configuration: ${why}`);
}

const title = 'Error in configuration: ';

/** The last is of the kubeconfig: a context that is not there gives all of them its title (clientcmd.IsConfigurationInvalid). */
function inConfiguration(errors: readonly unknown[]): unknown {
  const texts = errors.map(messageOf);
  const last = texts.at(-1) ?? '';
  if (last.startsWith('stat ')) return new Failures(errors);
  // Loading fails with an aggregate of its own.
  if (last.startsWith('error loading ')) return new Failures([new Failures(errors)]);
  const isContext = last.startsWith(title);
  const bare = isContext ? last.slice(title.length) : last;
  if (texts.length === 1) return new WholeMessage(`${title}${bare}`);
  if (!isContext) return new Failures([...errors.slice(0, -1), unusable(last)]);
  return new WholeMessage(
    `${title}${[...texts.slice(0, -1), bare].map((text) => `\n* ${text}`).join('')}`,
  );
}

function matchLabels({ resource }: Info, selector: JsonObject): JsonObject | undefined {
  if (resource.kind !== 'Service')
    throw new CommandError('setting a selector is only supported for Services');
  const expressions = listAt(selector, 'matchExpressions').filter(isRecord);
  if (expressions.length > 0)
    throw new CommandError(
      `match expression [${expressions.map(goExpression).join(' ')}] not supported on this object`,
    );
  const labels = recordAt(selector, 'matchLabels');
  return Object.keys(labels).length > 0 ? labels : undefined;
}

/** As Go's %v prints it. */
function goExpression(expression: JsonObject): string {
  const values = textsAt(expression, 'values').join(' ');
  return `{${textAt(expression, 'key')} ${textAt(expression, 'operator')} [${values}]}`;
}
