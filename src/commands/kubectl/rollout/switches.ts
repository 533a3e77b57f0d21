import { type Info, collectAll } from '#commands/kubectl/builder.ts';
import type { Context, Verb } from '#commands/kubectl/context.ts';
import { CommandError, Failures, isTold, messageOf } from '#commands/kubectl/errors.ts';
import { at, recordAt } from '#commands/kubectl/json.ts';
import { tell } from '#commands/kubectl/printing.ts';
import { fullName } from '#commands/kubectl/resources.ts';
import { patchObject } from '#commands/kubectl/writes.ts';
import { rolloutSelection } from './selection.ts';
import type { JsonObject } from '#cluster/api/object.ts';

/** `rollout pause`, `resume` and `restart`: kubectl/pkg/cmd/rollout (v1.35). */
async function switchAll(
  context: Context,
  operation: string,
  patchOf: (info: Info) => JsonObject,
): Promise<void> {
  const { infos, errors } = await collectAll(context, rolloutSelection(context));
  if (infos.length === 0 && errors.length === 0)
    await context.err(`No resources found in ${context.namespace} namespace.\n`);
  let show: ReturnType<typeof tell> | undefined;
  const manager = context.flags.text('field-manager');
  for (const info of infos)
    try {
      const body = patchOf(info);
      const object = await send(context, info, { type: 'strategic-merge-patch', body }, manager);
      show ??= tell(context, { operation, dryRun: 'none', typed: true });
      await show(object);
    } catch (error) {
      if (!isTold(error)) throw error;
      errors.push(error);
    }
  if (errors.length > 0) throw new Failures(errors);
}

async function send(
  context: Context,
  info: Info,
  body: Parameters<typeof patchObject>[2],
  manager: string,
): Promise<JsonObject> {
  try {
    return await patchObject(context, info, body, { dryRun: 'none', manager });
  } catch (error) {
    throw new CommandError(`failed to patch: ${messageOf(error)}`);
  }
}

function refuse({ resource, name }: Info, text: string): CommandError {
  return new CommandError(`error: ${fullName(resource)} "${name}" ${text}`);
}

function isPaused({ object }: Info): boolean {
  return at(object, 'spec.paused') === true;
}

export const rolloutPause: Verb = (context) =>
  switchAll(context, 'paused', (info) => {
    if (info.resource.kind !== 'Deployment') throw refuse(info, 'pausing is not supported');
    if (isPaused(info)) throw refuse(info, 'is already paused');
    return { spec: { paused: true } };
  });

export const rolloutResume: Verb = (context) =>
  switchAll(context, 'resumed', (info) => {
    if (info.resource.kind !== 'Deployment') throw refuse(info, 'resuming is not supported');
    if (!isPaused(info)) throw refuse(info, 'is not paused');
    return { spec: { paused: null } };
  });

export const rolloutRestart: Verb = (context) =>
  switchAll(context, 'restarted', (info) => {
    if (!/^(Deployment|DaemonSet|StatefulSet)$/.test(info.resource.kind))
      throw refuse(info, 'restarting is not supported');
    if (info.resource.kind === 'Deployment' && isPaused(info))
      throw refuse(info, "can't restart paused deployment (run rollout resume first)");
    const time = new Date(context.process.time.now()).toISOString().replace(/\.\d+Z$/, 'Z');
    const key = 'kubectl.kubernetes.io/restartedAt';
    if (recordAt(info.object, 'spec.template.metadata.annotations')[key] === time)
      throw new CommandError(
        `failed to create patch for ${info.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
      );
    const annotations = { [key]: time };
    return { spec: { template: { metadata: { annotations } } } };
  });
